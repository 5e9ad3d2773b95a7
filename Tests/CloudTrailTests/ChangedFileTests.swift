import CloudTrail
import TestSupport
import Testing
import TrailGenerator

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A file that somebody writes to while it is read.
@Suite struct `A file that changes while it is read` {
  private let folder: TemporaryFolder
  private var path: String { folder.file("log") }
  private static let lines = (0..<200).map { Sample.record($0) }.joined(separator: "\n")

  init() throws { folder = try TemporaryFolder() }

  /// Reads the file, with something done to it after the first buffer.
  private func reading(_ change: () throws -> Void) throws -> FileReading {
    try writeFile(Array(Self.lines.utf8), to: path)
    let reader = try LogReader(limits: ReadLimits(), sink: Collector(), bufferBytes: 4096)
    var isFirst = true
    var failure: (any Error)?
    let reading = reader.read(path, with: .reference) { _ in
      guard isFirst else { return true }
      isFirst = false
      do { try change() } catch { failure = error }
      return true
    }
    if let failure { throw failure }
    return reading
  }

  @Test func `is complete when nobody does`() throws {
    let reading = try reading {}
    #expect(reading.ending == .complete)
    #expect(reading.problems.isEmpty)
  }

  @Test func `is incomplete when it grew, was cut or was written anew`() throws {
    let more = Array((Self.lines + "\n" + Sample.record(200)).utf8)
    for bytes in [more, Array(more.prefix(9000)), [UInt8](repeating: 0x20, count: 5)] {
      let reading = try reading { try writeFile(bytes, to: path) }
      #expect(reading.ending == .incomplete)
      #expect(reading.problems.map(\.code).contains("changed-while-read"))
    }
  }

  @Test func `is the one that was opened when another is renamed into its place`() throws {
    try writeFile([], to: folder.file("other"))
    let reading = try reading { rename(folder.file("other"), path) }
    #expect(reading.ending == .complete)
    #expect(reading.uncompressedBytes == Self.lines.utf8.count)
  }
}
