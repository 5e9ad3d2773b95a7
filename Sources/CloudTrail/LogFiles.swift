#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A log file to read.
package struct LogFile: Hashable, Sendable {
  /// What it is known by; that of a stream begins with `-`, since what comes from it is another file
  /// each time.
  package var path: String
  package var size: Int
  package var trailPath: TrailPath

  package init(path: String, size: Int) {
    self.init(path: path, size: size, trailPath: TrailPath(path))
  }

  init(path: String, size: Int, trailPath: TrailPath) {
    (self.path, self.size, self.trailPath) = (path, size, trailPath)
  }

  /// Standard input or a pipe, which can be read only once.
  package var isStream: Bool { path.hasPrefix("-") }

  /// What to open; `-` is standard input.
  package var source: String { isStream && path != "-" ? String(path.dropFirst()) : path }
}

/// What the asked paths hold: the files to read, largest first, and what was left out and why.
package struct LogFiles: Sendable {
  package private(set) var files: [LogFile] = []
  /// Files left out, by reason.
  package private(set) var skipped: [String: Int] = [:]
  /// Folders and files that could not be looked at.
  package private(set) var unreadable: [(path: String, error: FileError)] = []

  /// A folder holds other files too: only these are taken for logs.
  ///
  /// A file named outright is read whatever its name.
  private static let logSuffixes = [".json", ".gz", ".jsonl", ".ndjson", ".log"]

  private let scope: Scope
  private var visited: Set<Inode> = []

  private struct Inode: Hashable {
    let device: UInt64
    let number: UInt64
  }

  /// Walks the paths of a selection.
  ///
  /// Symbolic links are followed, each file and folder once.
  package init(_ selection: InputSelection) {
    scope = selection.scope
    for path in selection.paths { takeAsked(path) }
    files.sort { ($1.size, $0.path) < ($0.size, $1.path) }
    visited = []
  }

  private mutating func takeAsked(_ path: String) {
    if path == "-" {
      files.append(LogFile(path: path, size: 0))
      return
    }
    // A name that begins like that of a stream.
    let path = path.hasPrefix("-") ? "./" + path : path
    var status = stat()
    guard stat(path, &status) == 0 else {
      unreadable.append((path, .system("cannot-open")))
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: walk(path, status)
    case S_IFREG: take(LogFile(path: path, size: Int(status.st_size)), status)
    default: take(LogFile(path: "-" + path, size: 0), status)
    }
  }

  private mutating func isNew(_ status: stat) -> Bool {
    visited.insert(Inode(device: UInt64(status.st_dev), number: UInt64(status.st_ino))).inserted
  }

  private mutating func take(_ file: LogFile, _ status: stat) {
    if let kind = file.trailPath.excludedKind {
      skip(kind)
    } else if file.trailPath.isOutside(scope) {
      skip("outside the asked days, accounts or Regions")
    } else if !isNew(status) {
      skip("reached twice")
    } else {
      files.append(file)
    }
  }

  private mutating func skip(_ reason: String) { skipped[reason, default: 0] += 1 }

  /// Depth first with a list of its own, so that no depth of folders ends the run.
  private mutating func walk(_ root: String, _ status: stat) {
    guard isNew(status) else { return }
    var folders = [root]
    while let folder = folders.popLast() {
      guard let stream = opendir(folder) else {
        unreadable.append((folder, .system("cannot-open-folder")))
        continue
      }
      defer { closedir(stream) }
      // A folder of the trail holds hundreds of files, whose paths tell the same.
      let neutral = TrailPath("\(folder)/\(TrailPath.neutralName)")
      while let entry = readdir(stream) {
        let name = Self.name(of: entry)
        if name == "." || name == ".." { continue }
        if name.hasPrefix(".") {
          skip("hidden")
          continue
        }
        let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
        var status = stat()
        // Relative to the folder: the system need not walk the whole path again.
        if fstatat(dirfd(stream), name, &status, 0) != 0 {
          unreadable.append((path, .system("cannot-open")))
        } else if status.st_mode & S_IFMT == S_IFDIR {
          if isNew(status) { folders.append(path) }
        } else if status.st_mode & S_IFMT == S_IFREG,
          Self.logSuffixes.contains(where: name.hasSuffix)
        {
          let trailPath = TrailPath(name, in: folder, like: neutral)
          take(LogFile(path: path, size: Int(status.st_size), trailPath: trailPath), status)
        } else {
          skip("not named like a log file")
        }
      }
    }
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
    withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
  }
}

extension InputSelection {
  /// The first asked path that does not exist: a wrong request, not bad input.
  ///
  /// One that may not be looked at may well exist.
  package var missingPath: String? {
    paths.first { path in
      var status = stat()
      return path != "-" && stat(path, &status) != 0 && [ENOENT, ENOTDIR].contains(errno)
    }
  }
}
