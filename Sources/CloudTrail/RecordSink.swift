package import KMSModel

/// Takes what a log file holds, record by record, on the worker's own thread.
///
/// What it is given lives until it returns.
package protocol RecordSink: AnyObject {
  /// A record of another service.
  func receive(other header: RecordHeader)
  /// A record of AWS RAM, by which a key may be shared; of its fields those are meant that are not
  /// KMS's own.
  func receive(resourceShare event: KMSEvent)
  /// A record of KMS.
  func receive(kms event: KMSEvent)
  /// A record that cannot be used.
  func receive(malformed problem: ReadProblem)
}

/// What every record tells, KMS or not: enough for coverage and for the asked scope.
package struct RecordHeader {
  package let time: Timestamp
  /// `recipientAccountId`, else the caller's account; may be empty.
  package let account: UnsafeBufferPointer<UInt8>
  package let region: UnsafeBufferPointer<UInt8>
}

/// Something in a log file that cannot be used as it stands.
package struct ReadProblem: Error, Hashable, Sendable {
  /// A stable code such as `malformed-json` or `record-too-large`.
  package var code: String
  package var reason: String
  /// Counted from 1; nil when it concerns the file.
  package var record: Int?
  /// Offset in the uncompressed stream.
  package var byte: Int?

  package init(_ code: String, _ reason: String, record: Int? = nil, byte: Int? = nil) {
    self.code = code
    self.reason = reason
    self.record = record
    self.byte = byte
  }
}
