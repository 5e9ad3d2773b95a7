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
}

extension AuditStore {
  /// The files that scans took, by path.
  package func files() throws(StoreError) -> [String: StoredFile] {
    let sql = """
      SELECT path, status, bytes, tail, modified, choice,
        kms_records > 0 AND first_day < ?
      FROM file
      """
    return try reading { database in
      let openFrom = Int64(try WindowReader.openFrom(database) ?? .min)
      var files: [String: StoredFile] = [:]
      try database.forEachRow(sql, [openFrom]) { row in
        files[row.text()] = StoredFile(
          status: try row.value(),
          content: try row.content(),
          choice: row.text(),
          isSettled: try row.index(below: 2) == 1
        )
      }
      return files
    }
  }

  /// From the first to the last UTC day of which some files have records; nil where they have none.
  package func days(ofFiles paths: Set<String>) throws(StoreError) -> ClosedRange<Int32>? {
    let sql = """
      SELECT path, min(hour) / 24, max(hour) / 24
      FROM file JOIN coverage ON coverage.file = file.id GROUP BY file.id
      """
    return try reading { database in
      var days: ClosedRange<Int32>?
      try database.forEachRow(sql) { row in
        guard paths.contains(row.text()) else { return }
        let (first, last): (Int32, Int32) = (try row.number(), try row.number())
        days = min(days?.lowerBound ?? first, first)...max(days?.upperBound ?? last, last)
      }
      return days
    }
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
