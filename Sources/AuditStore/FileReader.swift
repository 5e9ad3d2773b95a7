import CloudTrail
import GRDB
import KMSModel
import KMSUsage

/// Reads what is known of files.
struct FileReader {
  private let database: Database
  private let days: ClosedRange<Int32>?
  /// Of the days asked for.
  private let condition: String

  init(_ database: Database, days: ClosedRange<Int32>?) {
    (self.database, self.days) = (database, days)
    // A file without records is of the day of its path; where that tells none, it may be of any.
    condition =
      days.map { days in
        """
        (id IN (\(Self.withRecords(of: days))
          UNION ALL SELECT id FROM file WHERE first_day IS NULL
            AND (day IS NULL OR day BETWEEN \(days.lowerBound) AND \(days.upperBound))))
        """
      } ?? "1"
  }

  /// A query for the ids of files with records of the days, by the indices: mostly a file is of one.
  private static func withRecords(of days: ClosedRange<Int32>) -> String {
    """
    SELECT id FROM file WHERE first_day BETWEEN \(days.lowerBound) AND \(days.upperBound)
      UNION ALL SELECT id FROM file WHERE first_day <> last_day AND last_day >= \(days.lowerBound)
        AND first_day < \(days.lowerBound) AND EXISTS (SELECT 1 FROM coverage WHERE file = id
          AND hour BETWEEN \(Int64(days.lowerBound) * 24) AND \(Int64(days.upperBound) * 24 + 23))
    """
  }

  /// A condition on the coverage of days.
  static func isCoverage(of days: ClosedRange<Int32>) -> String {
    """
    hour BETWEEN \(Int64(days.lowerBound) * 24) AND \(Int64(days.upperBound) * 24 + 23)
      AND file IN (\(withRecords(of: days)))
    """
  }

  func read(into facts: inout UsageFacts) throws {
    facts.files = try files()
    facts.coverage = try coverage()
    facts.diagnostics = try diagnostics()
  }

  func files() throws -> [FileFact] {
    try database.rows("SELECT * FROM file WHERE \(condition) ORDER BY path") { row in
      row.skip()
      var fact = FileFact(
        path: row.text(),
        status: try row.value(),
        compressedBytes: try row.number(),
        uncompressedBytes: try row.number(),
        account: row.text(),
        region: row.text(),
        day: try row.optionalNumber(),
        records: try row.number(),
        kmsRecords: try row.number()
      )
      fact.other = try row.number()
      fact.malformed = try row.number()
      fact.outOfScope = try row.number()
      fact.diagnosticsDropped = try row.number()
      fact.content = try row.content()
      return fact
    }
  }

  /// Of all files together.
  func coverage() throws -> [CoverageFact] {
    let sql = """
      SELECT account, region, hour, sum(records), sum(kms_records), min(first_record),
        max(last_record)
      FROM coverage \(days.map { "WHERE \(Self.isCoverage(of: $0))" } ?? "")
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """
    return try database.rows(sql) { row in
      CoverageFact(
        account: row.text(),
        region: row.text(),
        hour: try row.number(),
        records: try row.number(),
        kmsRecords: try row.number(),
        firstRecord: try row.timestamp(),
        lastRecord: try row.timestamp()
      )
    }
  }

  private func diagnostics() throws -> [Diagnostic] {
    let sql = """
      SELECT path, record, byte, code, reason FROM diagnostic JOIN file ON file.id = diagnostic.file
      WHERE \(condition)
      """
    return try database.rows(sql) { row in
      Diagnostic(
        file: row.text(),
        record: try row.optionalNumber(),
        byte: try row.optionalNumber(),
        code: row.text(),
        reason: row.text()
      )
    }
    .sorted()
  }
}

extension RowReader {
  mutating func content() throws -> FileContent {
    FileContent(
      bytes: try number(),
      tail: UInt64(bitPattern: try number()),
      modified: try number()
    )
  }
}
