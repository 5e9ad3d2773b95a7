import CloudTrail
import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The floor: reading files and inflating them, and nothing else.
enum InflateOnly {
  private static let inputBytes = 128 << 10
  private static let outputBytes = 256 << 10

  /// Wall seconds for all files, largest first, with `jobs` threads.
  static func seconds(_ files: [LogFile], _ engine: Engine, jobs: Int) throws -> Double {
    let next = Atomic<Int>(0)
    let failure = Mutex<(any Error)?>(nil)
    let clock = ContinuousClock()
    let start = clock.now
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in
      do {
        let decompressor = try decompressor(engine)
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: inputBytes)
        let output = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: outputBytes)
        defer {
          input.deallocate()
          output.deallocate()
        }
        while true {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < files.count else { break }
          try inflate(files[index].path, decompressor, input, output)
        }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return (clock.now - start) / .seconds(1)
  }

  private static func decompressor(_ engine: Engine) throws -> any Decompressor {
    #if ISAL
    if engine == .fast { return IsalDecompressor() }
    #endif
    return try ZlibDecompressor()
  }

  private static func inflate(
    _ path: String,
    _ decompressor: any Decompressor,
    _ input: UnsafeMutableBufferPointer<UInt8>,
    _ output: UnsafeMutableBufferPointer<UInt8>
  ) throws {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw FileError(code: "cannot-open", reason: path) }
    defer { close(descriptor) }
    try decompressor.reset()
    var isOver = false
    while !isOver {
      let got = read(descriptor, input.baseAddress, input.count)
      guard got > 0 else { throw GzipError.truncated }
      var unread = UnsafeBufferPointer(rebasing: input[..<got])
      while !isOver {
        let step = decompressor.step(input: unread, output: output)
        if let error = step.error { throw error }
        unread = UnsafeBufferPointer(rebasing: unread[step.consumed...])
        isOver = step.memberEnded
        if unread.isEmpty, step.produced < output.count { break }
      }
    }
  }
}
