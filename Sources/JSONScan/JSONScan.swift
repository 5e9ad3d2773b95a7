// Module JSONScan.
