#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A file that could not be read, with the system's reason.
package struct FileError: Error, Hashable, Sendable {
  package let code: String
  package let reason: String

  package init(code: String, reason: String) {
    self.code = code
    self.reason = reason
  }

  /// What `errno` says now.
  static func system(_ code: String) -> FileError {
    FileError(code: code, reason: String(cString: strerror(errno)))
  }
}

/// Bytes of an open file in pieces of constant size; never the whole file.
final class ByteSource {
  private let buffer: UnsafeMutablePointer<UInt8>
  private let capacity: Int
  private var descriptor: Int32 = -1
  private var start = 0
  private var end = 0
  private var state = FileState(of: -1)
  private(set) var bytesRead = 0
  private(set) var isAtEnd = false
  /// Of a pipe or a terminal.
  private var mayWait = false
  /// Asked a few times a second while there is nothing to read; false ends the wait.
  var keepsWaiting: () -> Bool = { true }
  /// The last eight bytes read.
  private var tail: UInt64 = 0

  init(capacity: Int) {
    self.capacity = capacity
    buffer = .allocate(capacity: capacity)
  }

  deinit {
    close()
    buffer.deallocate()
  }

  /// Opens `path`; `-` is standard input.
  func open(_ path: String) throws(FileError) {
    close()
    // Of a pipe that nobody writes to yet, opening would wait too.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK
    descriptor = path == "-" ? dup(STDIN_FILENO) : Glibc.open(path, flags)
    guard descriptor >= 0 else { throw .system("cannot-open") }
    (start, end, bytesRead, isAtEnd, tail) = (0, 0, 0, false, 0)
    state = FileState(of: descriptor)
    mayWait = !state.isRegular
  }

  /// What was read so far, of a file that is gzip or not.
  func content(isGzip: Bool) -> FileContent {
    FileContent(
      bytes: bytesRead,
      tail: tail,
      modified: isGzip || descriptor < 0 ? 0 : FileContent.modified(descriptor)
    )
  }

  /// Somebody wrote to the file since it was opened.
  var hasChanged: Bool { FileState(of: descriptor) != state }

  func close() {
    guard descriptor >= 0 else { return }
    _ = Glibc.close(descriptor)
    descriptor = -1
  }

  private func keepTail(of bytes: UnsafeRawBufferPointer) {
    withUnsafeMutableBytes(of: &tail) { tail in
      let new = bytes.suffix(8)
      let old = min(8 - new.count, bytesRead)
      // Behind fewer than eight bytes stand zeroes, as where a short file is read at once.
      let kept = Array(tail.prefix(min(8, bytesRead)).suffix(old)) + new
      tail.copyBytes(from: kept)
    }
  }

  /// What was read and not yet consumed.
  var unread: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: buffer + start, count: end - start)
  }

  func consume(_ count: Int) { start += count }

  /// Reads until at least `count` bytes are unread or the file ends; `count` ≤ capacity.
  func fill(atLeast count: Int = 1) throws(FileError) {
    if start > 0, end - start < count {
      buffer.update(from: buffer + start, count: end - start)
      (start, end) = (0, end - start)
    }
    while end - start < count, !isAtEnd {
      if mayWait { try wait() }
      let got = read(descriptor, buffer + end, capacity - end)
      if got < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        throw .system("cannot-read")
      }
      isAtEnd = got == 0
      keepTail(of: UnsafeRawBufferPointer(start: buffer + end, count: got))
      end += got
      bytesRead += got
    }
  }

  /// Until there is something to read, or nobody writes any more.
  private func wait() throws(FileError) {
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&ready, 1, 200)
      if count > 0 || count < 0 && errno != EINTR { return }
      if !keepsWaiting() { throw FileError(code: "interrupted", reason: "the run was stopped") }
    }
  }
}

/// What tells a regular file from itself at another time; the same of everything else.
private struct FileState: Equatable {
  private var size = 0
  private var seconds = 0
  private var nanoseconds = 0
  private(set) var isRegular = false

  init(of descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    isRegular = true
    size = Int(status.st_size)
    (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
  }
}
