import ArgumentParser
import KMSAuditCommands

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

// A write beyond a limit on file sizes is an error to be told, and no reason to be killed.
signal(SIGXFSZ, SIG_IGN)
KMSAudit.main()
