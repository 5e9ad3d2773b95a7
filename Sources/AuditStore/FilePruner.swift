import CloudTrail
import GRDB
import KMSUsage

/// Forgets files of which all days have passed their age; of others what they held of such days.
///
/// A forgotten file is known by its identity, so that it is not taken once more.
struct FilePruner {
  private let database: Database
  private let day: Int32
  /// So many at a time are in memory.
  private static let batch = 10_000

  init(_ database: Database, before day: Int32) { (self.database, self.day) = (database, day) }

  /// - Returns: how many files were forgotten.
  /// - Throws: what SQLite says.
  func prune() throws -> Int {
    var forgotten = 0
    while true {
      let old = try oldFiles()
      if old.isEmpty { break }
      for file in old {
        if file.isOver { try forget(file) } else { try cut(file) }
        try database.cachedStatement(sql: "DELETE FROM coverage WHERE file = ? AND hour < ?")
          .execute(arguments: [file.id, Int64(day) * 24])
      }
      forgotten += old.count { $0.isOver }
    }
    return forgotten
  }

  private struct OldFile {
    var id: Int64
    var identity: FileIdentity
    /// It has no records of later days.
    var isOver: Bool
    /// There is nothing more to be had of it, or it can no longer be taken anew.
    var isTaken: Bool
  }

  private func oldFiles() throws -> [OldFile] {
    let sql = """
      SELECT id, path, bytes, tail, modified, status, kms_records, coalesce(last_day, day)
      FROM file WHERE first_day < :day OR first_day IS NULL AND day < :day LIMIT :batch
      """
    return try database.rows(sql, ["day": day, "batch": Self.batch]) { row in
      let (id, path): (Int64, String) = (try row.number(), row.text())
      let identity = FileIdentity(path: path, content: try row.content())
      let status: FileStatus = try row.value()
      let isTaken = try (row.number() as Int) > 0 || status == .read
      return OldFile(
        id: id,
        identity: identity,
        isOver: try (row.number() as Int32) < day,
        isTaken: isTaken
      )
    }
  }

  private func forget(_ file: OldFile) throws {
    for (table, column) in [("diagnostic", "file"), ("file_rows", "file"), ("file", "id")] {
      try database.cachedStatement(sql: "DELETE FROM \(table) WHERE \(column) = ?")
        .execute(arguments: [file.id])
    }
    guard file.isTaken else { return }
    try database.cachedStatement(sql: "INSERT OR IGNORE INTO forgotten_file VALUES (?)")
      .execute(arguments: [file.identity.rawValue])
  }

  /// What is no longer kept of it is out of scope, as for a scan that begins with the day.
  private func cut(_ file: OldFile) throws {
    let sql = """
      UPDATE file SET first_day = :day, kms_records = kms_records - gone.kms,
        other = other - (gone.records - gone.kms), out_of_scope = out_of_scope + gone.records
      FROM (SELECT coalesce(sum(records), 0) AS records, coalesce(sum(kms_records), 0) AS kms
        FROM coverage WHERE file = :id AND hour < :hour) AS gone
      WHERE id = :id
      """
    try database.cachedStatement(sql: sql)
      .execute(arguments: ["day": day, "id": file.id, "hour": Int64(day) * 24])
  }
}
