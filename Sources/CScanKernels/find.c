#include <string.h>

#include "scan_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static size_t find_portable(
    const uint8_t *text, size_t from, size_t end, const uint8_t *needle, size_t length) {
  while (from + length <= end) {
    const uint8_t *first = memchr(text + from, needle[0], end - from - length + 1);
    if (first == NULL) return end;
    if (memcmp(first, needle, length) == 0) return (size_t)(first - text);
    from = (size_t)(first - text) + 1;
  }
  return end;
}

#if defined(__x86_64__)

// Compares the needle's first and last byte at 32 places at once; the middle only where both fit.
__attribute__((target("avx2,bmi"))) static size_t find_avx2(
    const uint8_t *text, size_t from, size_t end, const uint8_t *needle, size_t length) {
  const __m256i first = _mm256_set1_epi8((char)needle[0]);
  const __m256i last = _mm256_set1_epi8((char)needle[length - 1]);
  for (; from + length <= end; from += 32) {
    __m256i heads = _mm256_loadu_si256((const __m256i *)(text + from));
    __m256i tails = _mm256_loadu_si256((const __m256i *)(text + from + length - 1));
    uint32_t places = (uint32_t)_mm256_movemask_epi8(
        _mm256_and_si256(_mm256_cmpeq_epi8(heads, first), _mm256_cmpeq_epi8(tails, last)));
    for (; places != 0; places &= places - 1) {
      size_t place = from + (size_t)__builtin_ctz(places);
      if (place + length > end) return end;
      if (memcmp(text + place + 1, needle + 1, length - 2) == 0) return place;
    }
  }
  return end;
}

#endif

size_t kmsaudit_find(
    kmsaudit_kernel kernel, const uint8_t *text, size_t from, size_t end, const uint8_t *needle,
    size_t needle_length) {
#if defined(__x86_64__)
  if (kernel >= KMSAUDIT_AVX2) return find_avx2(text, from, end, needle, needle_length);
#endif
  return find_portable(text, from, end, needle, needle_length);
}
