package import CloudTrail
import GRDB
package import KMSUsage

/// A file that a scan took.
package struct StoredFile: Hashable, Sendable {
  package let status: FileStatus
  package let content: FileContent
  /// What was taken from it: equal for the same choice of records and details.
  package let choice: String
  /// Some of its records were counted for good, and cannot be taken back.
  package let isSettled: Bool
  /// UTC days of its records, from the first to the last; nil without any.
  package let days: ClosedRange<Int32>?
}

extension AuditStore {
  /// Those of some files that scans took, by path.
  package func files(_ paths: [String]) throws(StoreError) -> [String: StoredFile] {
    let columns = "status, bytes, tail, modified, choice, kms_records, first_day, last_day"
    return try reading { database in
      let openFrom = try WindowReader.openFrom(database) ?? .min
      var files: [String: StoredFile] = [:]
      try FilePlaces(database).forEach(paths, columns: columns) { place, _, row in
        let (status, content): (FileStatus, FileContent) = (try row.value(), try row.content())
        let (choice, kmsRecords) = (row.text(), try row.number() as Int)
        let days = try row.days()
        files[paths[place]] = StoredFile(
          status: status,
          content: content,
          choice: choice,
          isSettled: kmsRecords > 0 && days.map { $0.lowerBound < openFrom } ?? false,
          days: days
        )
      }
      return files
    }
  }

  /// What the files of all scans together tell of a UTC day, by account, Region and hour.
  package func coverage(day: Int32) throws(StoreError) -> [CoverageFact] {
    try reading { try FileReader($0, days: day...day).coverage() }
  }

  package func hasFiles() throws(StoreError) -> Bool {
    try reading { try !$0.rows("SELECT 1 FROM file LIMIT 1", [], { _ in () }).isEmpty }
  }

  package func hasForgottenFiles() throws(StoreError) -> Bool {
    try reading { try !$0.rows("SELECT 1 FROM forgotten_file LIMIT 1", [], { _ in () }).isEmpty }
  }

  /// Those of some files that were taken and forgotten since.
  package func forgotten(_ files: Set<FileIdentity>) throws(StoreError) -> Set<FileIdentity> {
    try reading { database in
      let sql = "SELECT 1 FROM forgotten_file WHERE identity = ?"
      return try files.filter { try !database.rows(sql, [$0.rawValue], { _ in () }).isEmpty }
    }
  }

  /// The first day whose facts a scan may still change; earlier ones it only adds to.
  package func openFrom() throws(StoreError) -> Int32 {
    try reading(WindowReader.openFrom) ?? .min
  }

  /// Ids of keys whose grants or policies may ask for details of use, as exports and logs tell.
  package func keysInQuestion() throws(StoreError) -> Set<String> {
    let told = try reading { database in
      try database.rows("SELECT key FROM key_in_question") { $0.text() }
    }
    return try exportedKeys().union(told)
  }
}

extension RowReader {
  fileprivate mutating func days() throws -> ClosedRange<Int32>? {
    let (first, last): (Int32?, Int32?) = (try optionalNumber(), try optionalNumber())
    guard let first, let last else { return nil }
    guard first <= last else { throw damage }
    return first...last
  }
}
