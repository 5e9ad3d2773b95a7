/// How a gzip stream can be wrong.
///
/// libz's word counts: see `LogReader`.
package enum GzipError: String, Error, Hashable, Sendable {
  case badHeader = "bad-gzip-header"
  case badData = "bad-deflate-data"
  case wrongChecksum = "wrong-crc"
  case wrongLength = "wrong-length"
  case truncated = "truncated-gzip"
  case outOfMemory = "out-of-memory"

  /// For the reader of a diagnostic.
  var reason: String {
    switch self {
    case .badHeader: "the header of a gzip member is damaged"
    case .badData: "the compressed data is damaged"
    case .wrongChecksum: "the text has not the checksum that its gzip member states"
    case .wrongLength: "the text has not the length that its gzip member states"
    case .truncated: "the file ends inside a gzip member"
    case .outOfMemory: "there is no memory left to inflate it"
    }
  }
}

/// What one step of decompression did.
package struct DecompressionStep: Hashable {
  package var consumed: Int
  package var produced: Int
  /// The member's trailer was read and is right.
  package var memberEnded: Bool
  /// What is wrong from here on; what was produced before it counts.
  package var error: GzipError?

  package init(consumed: Int, produced: Int, memberEnded: Bool, error: GzipError? = nil) {
    self.consumed = consumed
    self.produced = produced
    self.memberEnded = memberEnded
    self.error = error
  }
}

/// One gzip member at a time, as a stream with constant memory.
///
/// One a worker, reset for each member.
package protocol Decompressor: AnyObject {
  /// Gets ready for the first byte of a member.
  func reset() throws(GzipError)

  /// Reads some of `input`, writes some of `output`.
  func step(
    input: UnsafeBufferPointer<UInt8>,
    output: UnsafeMutableBufferPointer<UInt8>
  ) -> DecompressionStep
}
