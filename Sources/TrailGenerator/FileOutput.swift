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
    makeFolders(above: path)
    guard let file = fopen(path, "w") else { throw failure(path) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw failure(path) }
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
