import GRDB
import KMSUsage

/// Folds rates to hours, and removes use, of days that have passed their age.
struct Pruner {
  let database: Database

  init(_ database: Database) { self.database = database }

  /// - Throws: what SQLite says.
  func prune(_ retention: Retention, lastDay: Int32) throws -> Pruned {
    let newest = "SELECT max(day) FROM day WHERE day <= ?"
    guard let last = try Int32.fetchOne(database, sql: newest, arguments: [lastDay]),
      let openFrom = try WindowReader.openFrom(database)
    else { return Pruned() }
    // A scan may yet put other facts in the place of those of the open days, and looks at the records
    // of the day before.
    let oldest = openFrom.subtractingReportingOverflow(2)
    if oldest.overflow { return Pruned() }
    func border(_ days: Int32?) -> Int32? {
      days.map { min(last.subtractingReportingOverflow($0).partialValue, oldest.partialValue) }
    }
    try WatchWriter(database).settle(before: oldest.partialValue)
    return try prune(KeptDays(rates: border(retention.rates), use: border(retention.use)))
  }

  /// Brings what is new of days that have passed their age to what is kept of them.
  func pruneLate() throws { _ = try prune(try database.keptDays()) }

  /// What was folded or removed once stays so.
  private func prune(_ asked: KeptDays) throws -> Pruned {
    let known = try database.keptDays()
    let free = try freePages()
    var pruned = Pruned()
    if let day = [known.use, asked.use].compactMap(\.self).max() {
      try removeUse(before: day, &pruned)
      if known.use != nil || pruned.removedDays + pruned.removedFiles > 0 { pruned.kept.use = day }
    }
    if let day = [known.rates, asked.rates].compactMap(\.self).max() {
      try foldRates(before: day, &pruned)
      if known.rates != nil || pruned.foldedDays > 0 { pruned.kept.rates = day }
    }
    try database.setKeptDays(pruned.kept)
    pruned.freedBytes = max(0, try freePages() - free)
    return pruned
  }

  private func freePages() throws -> Int {
    let sql = "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size"
    return try Int.fetchOne(database, sql: sql) ?? 0
  }

  private func foldRates(before day: Int32, _ pruned: inout Pruned) throws {
    var next: Int32 = .min
    while let old = try Int32.fetchOne(
      database,
      sql: "SELECT min(day) FROM rate WHERE day >= ? AND day < ?",
      arguments: [next, day]
    ) {
      let reader = try FactReader(database, days: old...old)
      let rates = try reader.rates()
      let hourly = HourlyRateFact.folding(rates, into: try reader.hourlyRates())
      for table in ["rate", "hourly_rate"] { try database.delete(from: table, days: old...old) }
      var numbers = try TextNumbers("symbol", of: database)
      try database.insert(hourly, try numbers.take(reader.symbols.texts))
      pruned.foldedDays += 1
      pruned.seriesOfSeconds += rates.count
      pruned.seriesOfHours += hourly.count
      next = old + 1
    }
  }

  private func removeUse(before day: Int32, _ pruned: inout Pruned) throws {
    let days = Int32.min...(day - 1)
    pruned.removedUses = try database.deleteUse(days: days)
    for table in ["rate", "hourly_rate"] { try database.delete(from: table, days: days) }
    pruned.removedDays = try database.delete(from: "day", days: days)
    pruned.removedFiles = try FilePruner(database, before: day).prune()
  }
}

extension Database {
  /// - Returns: how many rows there were.
  @discardableResult
  func delete(from table: String, days: ClosedRange<Int32>) throws -> Int {
    let sql = "DELETE FROM \(table) WHERE day BETWEEN ? AND ?"
    try cachedStatement(sql: sql).execute(arguments: [days.lowerBound, days.upperBound])
    return changesCount
  }

  /// - Returns: how many uses there were.
  @discardableResult
  func deleteUse(days: ClosedRange<Int32>) throws -> Int {
    let ids: StatementArguments = [
      Int64(days.lowerBound) << 32, Int64(days.upperBound) << 32 | 0xFFFF_FFFF,
    ]
    for (table, id) in [("access", "usage"), ("call", "usage"), ("usage", "id")] {
      let sql = "DELETE FROM \(table) WHERE \(id) BETWEEN ? AND ?"
      try cachedStatement(sql: sql).execute(arguments: ids)
    }
    let uses = changesCount
    let changed = Int64(days.lowerBound)...Int64(days.upperBound)
    try UsageSpans(self).forget(changed)
    try forgetRateSpans(changed)
    return uses
  }
}
