import GRDB
package import KMSModel
package import KMSUsage

/// How large a store is, and of which version.
package struct StoreMeasure: Hashable, Sendable {
  package var bytes: Int
  /// Of deleted rows: the next scan fills them, `vacuum` gives them back.
  package var freeBytes: Int
  /// Migrations that it has seen.
  package var schemaVersion: Int
  /// Migrations that this program knows.
  package var newestSchemaVersion: Int
}

/// What a store holds, in numbers.
package struct StoreContents: Hashable, Sendable {
  package struct Exports: Hashable, Sendable {
    package var kind: String
    package var count: Int
    package var oldest: Timestamp
    package var newest: Timestamp
  }

  /// UTC days with records, and the moments of the first and the last.
  package var days = 0
  package var firstRecord: Timestamp?
  package var lastRecord: Timestamp?
  package var accounts = 0
  package var regions = 0
  package var uses = 0
  package var stateChanges = 0
  /// By kind.
  package var exports: [Exports] = []
  /// Of all files and days.
  package var counters = RunCounters()
  package var kept = KeptDays()
  /// What the last scan kept of itself, as names and values.
  package var summary: [String: String] = [:]
}

extension AuditStore {
  package func measure() throws(StoreError) -> StoreMeasure {
    try reading { database in
      func pragma(_ name: String) throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA \(name)") ?? 0
      }
      let pageBytes = try pragma("page_size")
      return StoreMeasure(
        bytes: try pragma("page_count") * pageBytes,
        freeBytes: try pragma("freelist_count") * pageBytes,
        schemaVersion: try Schema.migrator.appliedIdentifiers(database).count,
        newestSchemaVersion: Schema.migrator.migrations.count
      )
    }
  }

  /// Works on a store of any version.
  package func contents() throws(StoreError) -> StoreContents {
    try reading { database in
      let tables = LongTable.allCases
      var sums = LongTableSums()
      for one in threads(tables.count) > 1
        ? try sideBySide(tables, database, { try LongTableSums($1, of: $0) })
        : try tables.map({ try LongTableSums($0, of: database) })
      {
        sums.add(one)
      }
      var contents = sums.contents
      try database.forEachDayOfUse(in: .min ... .max) { contents.uses += $0.count }
      contents.stateChanges = try Int.fetchOne(database, sql: "SELECT count(*) FROM evidence") ?? 0
      if try database.tableExists("export") {
        let sql = "SELECT kind, count(*), min(time), max(time) FROM export GROUP BY 1 ORDER BY 1"
        contents.exports = try database.rows(sql) { row in
          StoreContents.Exports(
            kind: row.text(),
            count: try row.number(),
            oldest: try row.timestamp(),
            newest: try row.timestamp()
          )
        }
      }
      contents.summary = try database.summary()
      if try database.tableExists("kept") { contents.kept = try database.keptDays() }
      // A store of an earlier version has neither.
      if try database.tableExists("day") {
        contents.counters = RunCounters(
          files: [],
          days: try FactReader.dayCounts(of: database),
          skipped: contents.summary["files_skipped"].flatMap(Int.init) ?? 0
        )
        for (file, count) in sums.files { contents.counters.add(file, count: count) }
      }
      return contents
    }
  }

  /// Bytes of each table with its indices, for which the whole file is read.
  ///
  /// - Returns: nil where SQLite is built without the means.
  package func tableSizes() throws(StoreError) -> [String: Int]? {
    try reading { database in
      let isThere = "SELECT count(*) FROM pragma_module_list WHERE name = 'dbstat'"
      guard try Int.fetchOne(database, sql: isThere) == 1 else { return nil }
      let sizes = try database.rows(
        """
        SELECT coalesce(tbl_name, name), sum(pgsize) FROM dbstat
          LEFT JOIN sqlite_schema USING (name) WHERE aggregate = TRUE GROUP BY 1
        """
      ) { row in (row.text(), try row.number() as Int) }
      return Dictionary(sizes, uniquingKeysWith: +)
    }
  }

  /// Log files of some days that could not be read to their end, by account and Region.
  package func unreadFiles(
    _ days: Range<Int32>
  ) throws(StoreError) -> [(account: String, region: String)] {
    // In the text, as in the index: SQLite does not look at arguments to choose one.
    let statuses = "\(FileStatus.incomplete.rawValue), \(FileStatus.unreadable.rawValue)"
    let sql = """
      SELECT account, region FROM file
      WHERE status IN (\(statuses)) AND day >= ? AND day < ? ORDER BY 1, 2
      """
    return try reading { database in
      let bounds = [Int64(days.lowerBound), Int64(days.upperBound)]
      return try database.rows(sql, StatementArguments(bounds)) { ($0.text(), $0.text()) }
    }
  }

  /// From the first to the last UTC day of any record; nil where there is none.
  package func recordedDays() throws(StoreError) -> ClosedRange<Int32>? {
    // Each by an index of its own.
    let sql = "SELECT (SELECT min(first_day) FROM file), (SELECT max(last_day) FROM file)"
    return try reading { database in
      try database.rows(sql) { row in
        let (first, last): (Int32?, Int32?) = (
          try row.optionalNumber(), try row.optionalNumber()
        )
        return first.flatMap { first in last.map { first...max(first, $0) } }
      }
    }
    .compactMap(\.self).first
  }

  /// Has SQLite check the file.
  ///
  /// - Parameter quick: leaves out what takes more than one look at every page.
  /// - Returns: what is wrong with it; nothing of a sound one.
  /// - Throws: what SQLite says of a file that it cannot read.
  package func damage(quick: Bool) throws(StoreError) -> [String] {
    do {
      return try reading { database in
        let sql = quick ? "PRAGMA quick_check(10)" : "PRAGMA integrity_check(10)"
        return try database.rows(sql) { $0.text() }.filter { $0 != "ok" }
      }
    } catch  where error.code == .damaged {
      // So much is broken that SQLite cannot go on looking.
      return [error.reason]
    }
  }

  /// Rows of each table that name a row that is not there.
  package func danglingRows() throws(StoreError) -> [String: Int] {
    try reading { database in
      let tables = try database.rows("SELECT \"table\" FROM pragma_foreign_key_check") { $0.text() }
      return Dictionary(tables.map { ($0, 1) }, uniquingKeysWith: +)
    }
  }

  /// How many sums of days say something else of use or rates than the days do.
  ///
  /// - Throws: `damaged`, or what SQLite says.
  package func contradictedSpans() throws(StoreError) -> Int {
    try reading { database in
      let rates = RateSpans(try FactReader(database, days: nil))
      return try UsageSpans(database).contradictions() + rates.contradictions()
    }
  }

  /// Packs the file anew, for which the disk must have room for another one.
  ///
  /// - Throws: `busy` while another run is using the store.
  package func vacuum() throws(StoreError) {
    try writing { try $0.execute(sql: "VACUUM") }
  }
}

extension AuditStore {
  /// What the last scan kept of itself.
  package func summary() throws(StoreError) -> [String: String] { try reading { try $0.summary() } }
}

extension Database {
  /// What the last scan kept of itself.
  func summary() throws -> [String: String] {
    let entries = try rows("SELECT name, value FROM summary") { ($0.text(), $0.text()) }
    return Dictionary(entries) { first, _ in first }
  }
}
