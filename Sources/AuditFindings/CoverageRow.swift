package import KMSModel

/// A row of `coverage.csv`: one account, Region and UTC day.
package struct CoverageRow: Hashable, Sendable {
  /// What a note that says so begins with.
  package static let kmsExcluded = "KMS events probably excluded"

  package var account: String
  package var region: String
  /// `2026-11-22`, or "" for files of which neither record nor path tells the day.
  package var day: String
  package var files: Int
  package var incompleteFiles: Int
  package var records: Int
  package var kmsRecords: Int
  package var firstRecord: Timestamp?
  package var lastRecord: Timestamp?
  /// `KMS events probably excluded`, `hours without records: 03-05`, … or "".
  package var note: String

  package init(
    account: String,
    region: String,
    day: String,
    files: Int,
    incompleteFiles: Int,
    records: Int,
    kmsRecords: Int,
    firstRecord: Timestamp?,
    lastRecord: Timestamp?,
    note: String
  ) {
    self.account = account
    self.region = region
    self.day = day
    self.files = files
    self.incompleteFiles = incompleteFiles
    self.records = records
    self.kmsRecords = kmsRecords
    self.firstRecord = firstRecord
    self.lastRecord = lastRecord
    self.note = note
  }

  package var seemsToLackKMS: Bool { note.utf8.starts(with: Self.kmsExcluded.utf8) }
}
