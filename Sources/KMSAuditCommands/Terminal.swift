import AuditReports

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Standard output and error.
///
/// A reader that has gone away is no failure.
enum Terminal {
  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  static func write(_ bytes: [UInt8], to descriptor: Int32 = STDOUT_FILENO) {
    signal(SIGPIPE, SIG_IGN)
    var written = 0
    bytes.withUnsafeBytes { buffer in
      while written < buffer.count {
        let count = Glibc.write(
          descriptor,
          buffer.baseAddress.map { $0 + written },
          buffer.count - written
        )
        if count <= 0 { return }
        written += count
      }
    }
  }

  static func print(_ text: String) { write(Array((text + "\n").utf8)) }

  /// Paths come from a folder that anybody may have written into.
  static func printError(_ text: String) {
    write(Array((TerminalTable.safe(text) + "\n").utf8), to: STDERR_FILENO)
  }
}
