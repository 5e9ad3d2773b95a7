import AuditReports

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Standard output and error.
///
/// A reader that has gone away is no failure; an answer that a full disk cuts short is one, and the
/// end of the run.
enum Terminal {
  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// How sparklines are drawn on standard output; nil where it is no terminal.
  ///
  /// They have no colour that NO_COLOR could forbid.
  static var sparks: SparkStyle? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    let names: [String] = ["LC_ALL", "LC_CTYPE", "LANG"]
    let values = names.compactMap { name in getenv(name).map { String(cString: $0) } }
    let locale = values.first { !$0.isEmpty } ?? ""
    return locale.uppercased().replacing("-", with: "").contains("UTF8") ? .blocks : .ascii
  }

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
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return failed(descriptor) }
        written += count
      }
    }
  }

  /// Tells what ended a write; where standard error did, nobody can be told.
  private static func failed(_ descriptor: Int32) {
    let code = errno
    guard descriptor == STDOUT_FILENO, code != EPIPE else { return }
    printError("kmsaudit: cannot write standard output: \(String(cString: strerror(code)))")
    exit(74)
  }

  static func print(_ text: String) { write(Array((text + "\n").utf8)) }

  /// Paths come from a folder that anybody may have written into.
  static func printError(_ text: String) {
    write(Array((TerminalTable.safe(text) + "\n").utf8), to: STDERR_FILENO)
  }
}
