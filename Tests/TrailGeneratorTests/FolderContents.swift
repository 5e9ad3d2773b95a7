import TestSupport

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Every file below a folder: path within it → bytes.
func contents(of folder: String) throws -> [String: [UInt8]] {
  var files: [String: [UInt8]] = [:]
  try collect(folder, "", &files)
  return files
}

private func collect(_ root: String, _ path: String, _ files: inout [String: [UInt8]]) throws {
  guard let folder = opendir(root + path) else {
    files[path] = try readFile(root + path)
    return
  }
  defer { closedir(folder) }
  while let entry = readdir(folder) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { try collect(root, "\(path)/\(name)", &files) }
  }
}
