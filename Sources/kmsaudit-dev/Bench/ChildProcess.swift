#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A program run to its end, with its wall time and its peak memory.
enum ChildProcess {
  struct Result {
    var seconds: Double
    /// Largest resident set, in bytes.
    var peakBytes: Double
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The path of a program that stands beside this one.
  static func neighbour(_ name: String) -> String {
    let own = CommandLine.arguments[0]
    return own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/") + "/" + name
  }

  static func run(_ arguments: [String]) throws(Failure) -> Result {
    var words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let clock = ContinuousClock()
    let start = clock.now
    let failed = posix_spawn(&process, arguments[0], nil, nil, &words, environ)
    guard failed == 0 else {
      throw Failure(description: "cannot run \(arguments[0]): \(String(cString: strerror(failed)))")
    }
    var status: Int32 = 0
    var usage = rusage()
    wait4(process, &status, 0, &usage)
    guard status == 0 else {
      throw Failure(description: "\(arguments.joined(separator: " ")): status \(status)")
    }
    return Result(
      seconds: (clock.now - start) / .seconds(1),
      peakBytes: Double(usage.ru_maxrss) * 1024
    )
  }
}

/// Small files, whole.
enum TextFile {
  static func read(_ path: String) throws(ChildProcess.Failure) -> [UInt8] {
    guard let file = fopen(path, "r") else {
      throw ChildProcess.Failure(description: "cannot open \(path)")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      if count == 0 { return bytes }
      bytes += piece[..<count]
    }
  }
}
