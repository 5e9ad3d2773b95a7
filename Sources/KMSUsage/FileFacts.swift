package import CloudTrail
package import KMSModel

/// How reading a file ended.
package enum FileStatus: UInt8, Hashable, Sendable { case read, incomplete, unreadable, skipped }

/// One log file.
///
/// Account, Region and day are those of its first record, else of its path.
package struct FileFact: Hashable, Sendable {
  package var path: String
  package var status: FileStatus
  package var compressedBytes: Int
  package var uncompressedBytes: Int
  package var account: String
  package var region: String
  /// Days since 1970-01-01; nil when neither record nor path tells.
  package var day: Int32?
  package var records: Int
  package var kmsRecords: Int
  package var other = 0
  package var malformed = 0
  package var outOfScope = 0
  package var diagnosticsDropped = 0
  package var content = FileContent()
  /// By account, Region and hour.
  package var coverage: [CoverageFact] = []

  /// Of its records; nil without any.
  package var firstDay: Int32? { coverage.map { Int32(clamping: $0.hour / 24) }.min() }
  package var lastDay: Int32? { coverage.map { Int32(clamping: $0.hour / 24) }.max() }

  package init(
    path: String,
    status: FileStatus,
    compressedBytes: Int,
    uncompressedBytes: Int = 0,
    account: String = "",
    region: String = "",
    day: Int32? = nil,
    records: Int = 0,
    kmsRecords: Int = 0
  ) {
    self.path = path
    self.status = status
    self.compressedBytes = compressedBytes
    self.uncompressedBytes = uncompressedBytes
    self.account = account
    self.region = region
    self.day = day
    self.records = records
    self.kmsRecords = kmsRecords
  }
}

/// A state-changing KMS event kept whole.
///
/// `(eventID, recipientAccount)` is unique.
package struct EvidenceFact: Hashable, Sendable {
  package var eventID: String
  package var recipientAccount: String
  package var time: Timestamp
  package var eventName: String
  /// The record's JSON as it stood in the log.
  package var record: String

  package init(
    eventID: String,
    recipientAccount: String,
    time: Timestamp,
    eventName: String,
    record: String
  ) {
    self.eventID = eventID
    self.recipientAccount = recipientAccount
    self.time = time
    self.eventName = eventName
    self.record = record
  }
}

/// Something in the input that could not be used as it stood.
package struct Diagnostic: Hashable, Comparable, Sendable {
  package var file: String
  /// Counted from 1 within the file; nil when it concerns the file.
  package var record: Int?
  /// Offset in the uncompressed stream.
  package var byte: Int?
  /// A stable code such as `truncated` or `malformed-json`.
  package var code: String
  package var reason: String

  package init(file: String, record: Int? = nil, byte: Int? = nil, code: String, reason: String) {
    self.file = file
    self.record = record
    self.byte = byte
    self.code = code
    self.reason = reason
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.file, left.record ?? 0, left.byte ?? 0, left.code, left.reason)
      < (right.file, right.record ?? 0, right.byte ?? 0, right.code, right.reason)
  }
}
