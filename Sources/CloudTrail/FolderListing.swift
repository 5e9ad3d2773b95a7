import Parallel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What makes a file or folder the same under two names.
struct Inode: Hashable {
  private let device: UInt64
  private let number: UInt64

  init(_ status: stat) {
    (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
  }
}

/// What one folder holds, by path.
struct FolderListing: Sendable {
  private(set) var files: [(file: LogFile, inode: Inode)] = []
  private(set) var folders: [(path: String, inode: Inode)] = []
  /// Files left out, by reason.
  private(set) var skipped: [String: Int] = [:]
  private(set) var unreadable: [(path: String, error: FileError)] = []

  /// A folder holds other files too: only these are taken for logs.
  ///
  /// A file named outright is read whatever its name.
  private static let logSuffixes = [".json", ".gz", ".jsonl", ".ndjson", ".log"]

  /// In the order of the folders.
  static func all(of folders: [String], _ scope: Scope, jobs: Int) -> [FolderListing] {
    inParallel(folders.count, jobs: jobs, state: { [(Int, FolderListing)]() }) { place, found in
      found.append((place, FolderListing(folders[place], scope)))
    }
    .joined().sorted { $0.0 < $1.0 }.map(\.1)
  }

  private init(_ folder: String, _ scope: Scope) {
    guard let stream = opendir(folder) else {
      unreadable.append((folder, .system("cannot-open-folder")))
      return
    }
    defer { closedir(stream) }
    // A folder of the trail holds hundreds of files, whose paths tell the same.
    let neutral = TrailPath("\(folder)/\(TrailPath.neutralName)")
    while let entry = readdir(stream) {
      let name = Self.name(of: entry)
      if name == "." || name == ".." { continue }
      var status = stat()
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      if name.hasPrefix(".") {
        skip("hidden")
      } else if fstatat(dirfd(stream), name, &status, 0) != 0 {
        // Relative to the folder: the system need not walk the whole path again.
        unreadable.append((path, .system("cannot-open")))
      } else if status.st_mode & S_IFMT == S_IFDIR {
        folders.append((path, Inode(status)))
      } else if status.st_mode & S_IFMT == S_IFREG,
        Self.logSuffixes.contains(where: name.hasSuffix)
      {
        let trailPath = TrailPath(name, in: folder, like: neutral)
        if let reason = trailPath.reasonToSkip(scope) {
          skip(reason)
        } else {
          let file = LogFile(path: path, size: Int(status.st_size), trailPath: trailPath)
          files.append((file, Inode(status)))
        }
      } else {
        skip("not named like a log file")
      }
    }
    // The system lists them in no order.
    files.sort { $0.file.path < $1.file.path }
    folders.sort { $0.path < $1.path }
  }

  private mutating func skip(_ reason: String) { skipped[reason, default: 0] += 1 }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
    withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
  }
}
