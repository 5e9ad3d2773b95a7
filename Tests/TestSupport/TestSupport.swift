#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A folder of its own for one test, gone with the value.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    var template = Array("/tmp/kmsaudit-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestSupportError.noFolder }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { removeTree(path) }

  package func file(_ name: String) -> String { "\(path)/\(name)" }
}

package enum TestSupportError: Error { case noFolder, unreadable(String) }

private func removeTree(_ path: String) {
  guard let folder = opendir(path) else {
    unlink(path)
    return
  }
  while let entry = readdir(folder) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { removeTree("\(path)/\(name)") }
  }
  closedir(folder)
  rmdir(path)
}

/// A file's bytes.
package func readFile(_ path: String) throws -> [UInt8] {
  guard let file = fopen(path, "r") else { throw TestSupportError.unreadable(path) }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&piece, 1, piece.count, file)
    if count == 0 { return bytes }
    bytes += piece[..<count]
  }
}

package func readText(_ path: String) throws -> String {
  String(decoding: try readFile(path), as: UTF8.self)
}

package func writeFile(_ bytes: [UInt8], to path: String) throws {
  guard let file = fopen(path, "w") else { throw TestSupportError.unreadable(path) }
  defer { fclose(file) }
  fwrite(bytes, 1, bytes.count, file)
}
