#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What tells, without inflating it, that a file is the one that was read before under its name.
///
/// A gzip file ends in the checksum and the length of its text (RFC 1952, 2.3.1); of any other file
/// the time of its last change counts too.
package struct FileContent: Hashable, Sendable {
  package var bytes = 0
  /// The last eight bytes.
  package var tail: UInt64 = 0
  /// Nanoseconds since 1970; 0 for gzip.
  package var modified: Int64 = 0

  package init() {}

  package init(bytes: Int, tail: UInt64, modified: Int64) {
    (self.bytes, self.tail, self.modified) = (bytes, tail, modified)
  }

  /// What the file at a path is now.
  ///
  /// - Returns: nil for one that cannot be looked at.
  package init?(of path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard let status = Self.status(descriptor) else { return nil }
    bytes = Int(status.st_size)
    var magic: UInt16 = 0
    let length = min(8, bytes)
    guard pread(descriptor, &magic, 2, 0) >= 0,
      pread(descriptor, &tail, length, off_t(bytes - length)) == length
    else { return nil }
    if UInt16(littleEndian: magic) != Self.gzipMagic { modified = status.modified }
  }

  /// `1F 8B`, little-endian.
  private static let gzipMagic: UInt16 = 0x8B1F

  /// When an open file was changed last.
  static func modified(_ descriptor: Int32) -> Int64 { status(descriptor)?.modified ?? 0 }

  private static func status(_ descriptor: Int32) -> stat? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status : nil
  }
}

extension stat {
  fileprivate var modified: Int64 {
    Int64(st_mtim.tv_sec) * 1_000_000_000 + Int64(st_mtim.tv_nsec)
  }
}
