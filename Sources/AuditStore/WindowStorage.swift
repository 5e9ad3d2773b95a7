import GRDB
import KMSUsage

/// Keeps what later scans need of the records of this one.
struct WindowWriter {
  private let database: Database
  private let scan: Int64

  init(_ database: Database, scan: Int64) { (self.database, self.scan) = (database, scan) }

  /// - Parameters:
  ///   - facts: whose patterns are those of the scan's rows.
  ///   - nextOpenFrom: files whose records are all older than the day before it are forgotten.
  /// - Throws: what SQLite says.
  func write(_ facts: UsageFacts, nextOpenFrom: Int32) throws {
    try database.insert(into: "scan", columns: 2, [facts.patternArchive]) { row, patterns in
      row.add(scan)
      row.add(patterns)
    }
    try write(facts.addenda)
    try write(facts.aliasChanges)
    let keys = facts.keysInQuestion.sorted()
    try database.insert(into: "key_in_question", columns: 1, keys, clause: Self.known) {
      $0.add($1)
    }
    try database.execute(sql: Self.forgetting, arguments: ["oldest": Int64(nextOpenFrom) - 1])
  }

  private static let forgetting = """
    DELETE FROM file_rows WHERE last_day < :oldest;
    DELETE FROM scan WHERE id NOT IN (SELECT scan FROM file_rows)
    """

  private static let known = "ON CONFLICT DO NOTHING"

  private func write(_ addenda: Set<StoredAddendum>) throws {
    try database.insert(into: "addendum", columns: 3, addenda, clause: Self.known) { row, one in
      for number in [one.identity, one.eventHash, one.original] {
        row.add(Int64(bitPattern: number))
      }
    }
  }

  private func write(_ changes: Set<StoredAliasChange>) throws {
    try database.insert(into: "alias_change", columns: 3, changes, clause: Self.known) { row, one in
      row.add(one.alias)
      row.add(one.time)
      row.add(one.key)
    }
  }
}

/// Reads what earlier scans left.
struct WindowReader {
  private let database: Database
  /// Files that are read anew.
  private let excluded: Set<Int64>

  init(_ database: Database, without excluded: Set<Int64>) {
    (self.database, self.excluded) = (database, excluded)
  }

  func window() throws -> LedgerWindow {
    guard let openFrom = try Self.openFrom(database) else { return LedgerWindow() }
    var window = LedgerWindow(openFrom: openFrom)
    for scan in try Int64.fetchAll(database, sql: "SELECT id FROM scan ORDER BY id") {
      try add(scan, to: &window)
    }
    try addChanges(to: &window)
    return window
  }

  static func openFrom(_ database: Database) throws -> Int32? {
    try Int32.fetchOne(database, sql: "SELECT value FROM summary WHERE name = 'open_from'")
  }

  private func add(_ scan: Int64, to window: inout LedgerWindow) throws {
    for patterns in try database.rows(
      "SELECT patterns FROM scan WHERE id = ?",
      [scan],
      { $0.bytes() }
    ) {
      try window.add(scan: patterns)
    }
    let sql = "SELECT file, rows FROM file_rows WHERE scan = ? ORDER BY 1"
    try database.forEachRow(sql, [scan]) { row in
      let file: Int64 = try row.number()
      if !excluded.contains(file) { try window.add(rows: row.bytes()) }
    }
  }

  private func addChanges(to window: inout LedgerWindow) throws {
    try database.forEachRow("SELECT identity, event_hash, original FROM addendum") { row in
      window.add(
        StoredAddendum(
          identity: UInt64(bitPattern: try row.number()),
          eventHash: UInt64(bitPattern: try row.number()),
          original: UInt64(bitPattern: try row.number())
        )
      )
    }
    try database.forEachRow("SELECT alias, key, time FROM alias_change") { row in
      window.add(
        StoredAliasChange(alias: row.text(), key: row.text(), time: try row.number())
      )
    }
  }
}
