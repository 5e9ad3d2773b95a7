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

  private let scope: Scope
  private var visited: Set<Inode> = []

  /// Walks the paths of a selection.
  ///
  /// Symbolic links are followed, each file and folder once.
  ///
  /// - Parameters:
  ///   - selection: what is asked for.
  ///   - jobs: threads.
  package init(_ selection: InputSelection, jobs: Int = 1) {
    scope = selection.scope
    for path in selection.paths { takeAsked(path, jobs: jobs) }
    files.sort { ($1.size, $0.path) < ($0.size, $1.path) }
    visited = []
  }

  private mutating func takeAsked(_ path: String, jobs: Int) {
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
    case S_IFDIR: walk(path, Inode(status), jobs: jobs)
    case S_IFREG: take(LogFile(path: path, size: Int(status.st_size)), Inode(status))
    default: take(LogFile(path: "-" + path, size: 0), Inode(status))
    }
  }

  private mutating func take(_ file: LogFile, _ inode: Inode) {
    if let reason = file.trailPath.reasonToSkip(scope) {
      skip(reason)
    } else if !visited.insert(inode).inserted {
      skip("reached twice")
    } else {
      files.append(file)
    }
  }

  private mutating func skip(_ reason: String, count: Int = 1) {
    skipped[reason, default: 0] += count
  }

  /// Level by level with a list of its own, so that no depth of folders ends the run; of what is
  /// reached twice the shallowest path counts, and of these the first.
  private mutating func walk(_ root: String, _ inode: Inode, jobs: Int) {
    guard visited.insert(inode).inserted else { return }
    var folders = [root]
    while !folders.isEmpty {
      let listings = FolderListing.all(of: folders, scope, jobs: jobs)
      folders = []
      for listing in listings {
        for (path, inode) in listing.folders where visited.insert(inode).inserted {
          folders.append(path)
        }
        take(listing)
      }
    }
  }

  private mutating func take(_ listing: FolderListing) {
    for (file, inode) in listing.files {
      if visited.insert(inode).inserted { files.append(file) } else { skip("reached twice") }
    }
    for (reason, count) in listing.skipped { skip(reason, count: count) }
    unreadable += listing.unreadable
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
