/// The uncompressed bytes of one log file, gzip or plain, told by content.
///
/// Several members, empty ones among them, are one stream (RFC 1952, 2.2). Bytes after the last
/// member that start no further one are left and reported.
final class LogStream {
  private let source = ByteSource(capacity: 128 << 10)
  private var decompressor: (any Decompressor)?
  private var memberIsOpen = false
  private var isGzip = false
  private(set) var uncompressedBytes = 0
  /// Bytes behind the last member, 0 if there are none.
  private(set) var trailingBytes = 0
  /// `GzipError` or `FileError` that ended the stream early.
  private(set) var failure: (any Error)?
  private var isFinished = false

  var compressedBytes: Int { source.bytesRead }
  var hasChanged: Bool { source.hasChanged }
  /// Asked a few times a second while a pipe has nothing to read; false ends the stream.
  var keepsWaiting: () -> Bool {
    get { source.keepsWaiting }
    set { source.keepsWaiting = newValue }
  }

  /// Of the open file, as far as it was read.
  var content: FileContent { source.content(isGzip: isGzip) }

  /// Opens the file and looks at its first bytes.
  func open(_ path: String, with decompressor: any Decompressor) throws(FileError) {
    try source.open(path)
    (uncompressedBytes, trailingBytes, isFinished, memberIsOpen) = (0, 0, false, false)
    failure = nil
    try source.fill(atLeast: 2)
    isGzip = startsMember
    self.decompressor = isGzip ? decompressor : nil
  }

  func close() { source.close() }

  private var startsMember: Bool {
    let bytes = source.unread
    return bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// Fills `output` as far as the file goes; less than `output.count` at its end only.
  ///
  /// What ended it early is in `failure`.
  func read(into output: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var written = 0
    while written < output.count, !isFinished {
      let room = UnsafeMutableBufferPointer(rebasing: output[written...])
      do {
        written += isGzip ? try inflate(into: room) : try copy(into: room)
      } catch {
        fail(error)
      }
    }
    uncompressedBytes += written
    return written
  }

  private func fail(_ error: any Error) {
    isFinished = true
    failure = error
  }

  private func copy(into output: UnsafeMutableBufferPointer<UInt8>) throws(FileError) -> Int {
    try source.fill()
    let bytes = source.unread
    isFinished = bytes.isEmpty
    let count = min(bytes.count, output.count)
    if let target = output.baseAddress, let origin = bytes.baseAddress {
      target.update(from: origin, count: count)
    }
    source.consume(count)
    return count
  }

  private func inflate(into output: UnsafeMutableBufferPointer<UInt8>) throws -> Int {
    guard let decompressor else { return 0 }
    if !memberIsOpen {
      guard try startMember(decompressor) else { return 0 }
    }
    try source.fill()
    let step = decompressor.step(input: source.unread, output: output)
    source.consume(step.consumed)
    memberIsOpen = !step.memberEnded
    let isStuck = step.produced == 0 && step.consumed == 0 && source.isAtEnd && memberIsOpen
    if let error = step.error ?? (isStuck ? .truncated : nil) { fail(error) }
    return step.produced
  }

  /// Opens the next member, if the bytes that follow start one; else the stream is over.
  private func startMember(_ decompressor: any Decompressor) throws -> Bool {
    try source.fill(atLeast: 4)
    guard startsMember else {
      isFinished = true
      trailingBytes = try countRest()
      return false
    }
    // ISA-L passes over flags that RFC 1952 keeps for later, and libz refuses them.
    if source.unread.count >= 4, source.unread[3] & 0xE0 != 0 { throw GzipError.badHeader }
    try decompressor.reset()
    memberIsOpen = true
    return true
  }

  private func countRest() throws(FileError) -> Int {
    var count = 0
    while true {
      try source.fill()
      let rest = source.unread.count
      if rest == 0 { return count }
      count += rest
      source.consume(rest)
    }
  }
}
