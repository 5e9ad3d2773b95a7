import FoundationEssentials
import KMSModel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A file that may be an export.
struct ExportFile: Hashable {
  let path: String
  let size: Int
  /// Of its last modification.
  let time: Timestamp
}

/// The files below the asked paths that may be exports: `.json` in folders of any depth, and what
/// is named outright.
struct ExportFiles {
  /// By path.
  private(set) var files: [ExportFile] = []
  /// Files in folders that are not named like an export.
  private(set) var leftOut = 0
  private(set) var problems: [ImportProblem] = []
  /// Asked paths that do not exist.
  private(set) var missing: [String] = []
  private var visited: Set<Inode> = []

  private struct Inode: Hashable {
    let device: UInt64
    let number: UInt64
  }

  init(_ paths: [String]) {
    for path in paths {
      var status = stat()
      if stat(path, &status) == 0 { take(path, status) } else { missing.append(path) }
    }
    files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private mutating func take(_ path: String, _ status: stat) {
    let inode = Inode(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    // A link back up a tree leads to a folder that was visited.
    guard visited.insert(inode).inserted else { return }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: walk(path)
    case S_IFREG:
      let time = Timestamp(Int64(status.st_mtim.tv_sec))
      files.append(ExportFile(path: path, size: Int(status.st_size), time: time))
    default: problems.append(ImportProblem(path, "cannot-read", "it is no file"))
    }
  }

  /// Depth first with a list of its own, so that no depth of folders ends the run.
  private mutating func walk(_ root: String) {
    var folders = [root]
    while let folder = folders.popLast() {
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
        problems.append(ImportProblem(folder, "cannot-read", "the folder cannot be opened"))
        continue
      }
      for name in names.sorted() {
        let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        var status = stat()
        if stat(path, &status) != 0 {
          problems.append(ImportProblem(path, "cannot-read", String(cString: strerror(errno))))
        } else if status.st_mode & S_IFMT == S_IFDIR {
          let inode = Inode(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
          if visited.insert(inode).inserted { folders.append(path) }
        } else if name.hasSuffix(".json"), !name.hasPrefix(".") {
          take(path, status)
        } else {
          leftOut += 1
        }
      }
    }
  }
}
