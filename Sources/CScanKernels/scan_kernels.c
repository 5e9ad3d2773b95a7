#include "scan_kernels.h"
