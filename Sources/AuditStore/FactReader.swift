import GRDB
import KMSModel
package import KMSUsage

extension AuditStore {
  /// Everything but the evidence, as it was committed.
  ///
  /// - Parameters:
  ///   - days: UTC days since 1970-01-01; nil for all. Of files those with records of the days, or
  ///     without any record.
  ///   - withRates: else those are missing.
  /// - Returns: the facts, and what the last scan was.
  /// - Throws: `damaged`, or what SQLite says.
  package func load(
    days: ClosedRange<Int32>? = nil,
    withRates: Bool = true
  ) throws(StoreError) -> (facts: UsageFacts, summary: [String: String]) {
    // SQLite has read every page, and would keep them all.
    defer { queue.releaseMemory() }
    return try reading { database in
      var facts = UsageFacts()
      let reader = try FactReader(database, days: days)
      try reader.read(into: &facts, withRates: withRates)
      if withRates {
        facts.hourlyRates = try reader.hourlyRates().sorted { $0.comesBefore($1) }
      }
      try FileReader(database, days: days).read(into: &facts)
      facts.kept = try database.keptDays()
      let summary = try database.summary()
      facts.counters = RunCounters(
        files: facts.files,
        days: facts.days,
        skipped: summary["files_skipped"].flatMap(Int.init) ?? 0
      )
      return (facts, summary)
    }
  }
}

/// Reads the facts of days, table by table, each in the order of facts.
struct FactReader {
  let database: Database
  let days: ClosedRange<Int64>
  let symbols: SortedNumbers

  init(_ database: Database, days: ClosedRange<Int32>?) throws {
    self.database = database
    // Of all days, also those that no scan can have written: they are damage.
    self.days = days.map { Int64($0.lowerBound)...Int64($0.upperBound) } ?? -1 << 31...1 << 62
    symbols = try SortedNumbers("symbol", of: database)
  }

  private init(_ other: FactReader, days: ClosedRange<Int64>) {
    (database, symbols) = (other.database, other.symbols)
    self.days = days
  }

  /// Of the same store, with the same symbols.
  func reading(_ days: ClosedRange<Int64>) -> FactReader { FactReader(self, days: days) }

  func read(into facts: inout UsageFacts, withRates: Bool = true) throws {
    let reader = try UseReader(database, symbols)
    facts.take([try reader.rows(in: [ids])], of: reader)
    if withRates { facts.rates = try rates() }
    facts.days = try Self.dayCounts(of: database, days)
  }

  /// From the first id of the days to the last: ids hold their day.
  var ids: ClosedRange<Int64> {
    let last = days.upperBound > .max >> 32 ? .max : days.upperBound << 32 | 0xFFFF_FFFF
    return days.lowerBound << 32...last
  }

  var bounds: StatementArguments { [days.lowerBound, days.upperBound] }

  /// What the KMS records of each day came to, by day.
  static func dayCounts(
    of database: Database,
    _ days: ClosedRange<Int64> = -1 << 31...1 << 62
  ) throws -> [DayCount] {
    let sql = "SELECT * FROM day WHERE day BETWEEN ? AND ? ORDER BY 1"
    return try database.rows(sql, [days.lowerBound, days.upperBound]) { row in
      var day = DayCount(day: try row.number())
      day.requests = try row.number()
      day.duplicates = try row.number()
      day.secondCopies = try row.number()
      day.replaced = try row.number()
      day.shadow = try row.number()
      day.dryRuns = try row.number()
      day.serviceEvents = try row.number()
      return day
    }
  }
}

extension RowReader {
  /// The day that the id of a use holds.
  func day(ofUse id: Int64) throws -> Int32 {
    guard let day = Int32(exactly: id >> 32) else { throw damage }
    return day
  }
}
