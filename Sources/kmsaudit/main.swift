import ArgumentParser
import KMSAuditCommands

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

// A write beyond a limit on file sizes is an error to be told, and no reason to be killed.
signal(SIGXFSZ, SIG_IGN)
// Swift takes them from /proc: without it a nightly run would print the help and end well.
guard !CommandLine.arguments.isEmpty else {
  let message = "kmsaudit: the arguments cannot be read: /proc is not mounted\n"
  write(STDERR_FILENO, message, message.utf8.count)
  exit(70)
}
KMSAudit.main()
