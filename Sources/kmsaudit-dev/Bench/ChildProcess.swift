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
    /// What it printed.
    var output: String
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The path of this program.
  static var own: String { CommandLine.arguments[0] }

  /// The path of a program that stands beside this one.
  static func neighbour(_ name: String) -> String {
    own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/") + "/" + name
  }

  static func run(_ arguments: [String]) throws(Failure) -> Result {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure(description: "no pipe") }
    let clock = ContinuousClock()
    let start = clock.now
    let process = try spawn(arguments, output: ends)
    close(ends[1])
    let output = readAll(ends[0])
    var status: Int32 = 0
    var usage = rusage()
    wait4(process, &status, 0, &usage)
    guard status == 0 else {
      throw Failure(description: "\(arguments.joined(separator: " ")): status \(status)")
    }
    return Result(
      seconds: (clock.now - start) / .seconds(1),
      peakBytes: Double(usage.ru_maxrss) * 1024,
      output: output
    )
  }

  private static func spawn(_ arguments: [String], output: [Int32]) throws(Failure) -> pid_t {
    var words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO)
    posix_spawn_file_actions_addclose(&actions, output[0])
    var process: pid_t = 0
    let failed = posix_spawn(&process, arguments[0], &actions, nil, &words, environ)
    guard failed == 0 else {
      throw Failure(description: "cannot run \(arguments[0]): \(String(cString: strerror(failed)))")
    }
    return process
  }

  private static func readAll(_ descriptor: Int32) -> String {
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += piece[..<count]
    }
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
