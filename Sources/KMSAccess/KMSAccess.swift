// Module KMSAccess.
