#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A file that could not be written.
package struct OutputError: Error, CustomStringConvertible {
  package let path: String
  package let reason: String

  package var description: String { "cannot write \(path): \(reason)" }
}

enum FileOutput {
  /// Writes a file whole, and the folders above it where they are missing.
  static func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
    let file = try open(path)
    defer { fclose(file) }
    try append(bytes, to: file, path)
  }

  fileprivate static func open(_ path: String) throws(OutputError) -> UnsafeMutablePointer<FILE> {
    makeFolders(above: path)
    guard let file = fopen(path, "w") else { throw failure(path) }
    return file
  }

  fileprivate static func append(
    _ bytes: [UInt8],
    to file: UnsafeMutablePointer<FILE>,
    _ path: String
  ) throws(OutputError) {
    let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count && fflush(file) == 0
    guard isWritten else { throw failure(path) }
  }

  private static func failure(_ path: String) -> OutputError {
    OutputError(path: path, reason: String(cString: strerror(errno)))
  }

  private static func makeFolders(above path: String) {
    var place = path.startIndex
    while let slash = path[place...].firstIndex(of: "/") {
      if slash > path.startIndex { mkdir(String(path[..<slash]), 0o777) }
      place = path.index(after: slash)
    }
  }
}

/// A gzip file of one member that grows piece by piece.
final class GzipOutput {
  private let path: String
  private let file: UnsafeMutablePointer<FILE>
  private let member: GzipMember

  init(_ path: String) throws(OutputError) {
    guard let member = GzipMember() else {
      throw OutputError(path: path, reason: "no memory for zlib")
    }
    self.path = path
    self.member = member
    file = try FileOutput.open(path)
  }

  deinit { fclose(file) }

  func append(_ bytes: [UInt8]) throws(OutputError) {
    member.append(bytes)
    try FileOutput.append(member.take(), to: file, path)
  }

  /// Ends the member; nothing may follow.
  func finish() throws(OutputError) {
    member.finish()
    try FileOutput.append(member.take(), to: file, path)
  }
}
