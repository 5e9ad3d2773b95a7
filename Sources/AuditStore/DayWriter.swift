import GRDB
import KMSUsage

/// Puts the facts of a scan's days in the place of what the store has of them.
struct DayWriter {
  private let database: Database

  init(_ database: Database) { self.database = database }

  /// - Parameters:
  ///   - facts: of the days from `openFrom` on whole, of earlier days what is new.
  ///   - openFrom: days since 1970-01-01.
  /// - Throws: what SQLite says.
  func write(_ facts: UsageFacts, openFrom: Int32) throws {
    let late = Set(facts.allDays.filter { $0 < openFrom })
    var facts = facts
    if let first = late.min(), let last = late.max() {
      var known = UsageFacts()
      try FactReader(database, days: first...last).read(into: &known)
      facts = facts.adding(known.keeping { late.contains($0) })
    }
    try delete(from: openFrom, through: .max)
    for day in late.sorted() { try delete(from: day, through: day) }
    _ = try FactWriter(facts, to: database)
  }

  private func delete(from first: Int32, through last: Int32) throws {
    let ids: StatementArguments = [Int64(first) << 32, Int64(last) << 32 | 0xFFFF_FFFF]
    for (table, id) in [("usage", "id"), ("access", "usage"), ("call", "usage")] {
      let sql = "DELETE FROM \(table) WHERE \(id) BETWEEN ? AND ?"
      try database.cachedStatement(sql: sql).execute(arguments: ids)
    }
    for table in ["rate", "day"] {
      let sql = "DELETE FROM \(table) WHERE day BETWEEN ? AND ?"
      try database.cachedStatement(sql: sql).execute(arguments: [first, last])
    }
    try UsageSpans(database).forget(Int64(first)...Int64(last))
  }
}
