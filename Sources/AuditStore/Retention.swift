import GRDB
package import KMSUsage

/// What has passed its age, and what became of it.
package struct Pruned: Hashable, Sendable {
  package var kept = KeptDays()
  /// Of which the seconds were folded to hours.
  package var foldedDays = 0
  /// Series of seconds, and of the hours that stand in their place.
  package var seriesOfSeconds = 0
  package var seriesOfHours = 0
  /// Of which the use was removed.
  package var removedDays = 0
  package var removedUses = 0
  package var removedFiles = 0
  /// That the next scans fill.
  package var freedBytes = 0

  package init() {}
}

extension AuditStore {
  /// What it no longer has whole.
  package func keptDays() throws(StoreError) -> KeptDays { try reading { try $0.keptDays() } }

  /// Folds and removes what has passed its age, all or nothing.
  ///
  /// - Parameters:
  ///   - retention: how much is kept before the last day in the store.
  ///   - lastDay: records of later days have a wrong time, and make nothing old.
  ///   - isDryRun: leaves the store as it was.
  /// - Returns: what it did, or would do.
  /// - Throws: `busy` while another run writes to the store, and what SQLite says.
  package func prune(
    _ retention: Retention,
    lastDay: Int32,
    isDryRun: Bool = false
  ) throws(StoreError) -> Pruned {
    var pruned = Pruned()
    try writing { database in
      try database.inTransaction(.immediate) {
        pruned = try Pruner(database).prune(retention, lastDay: lastDay)
        return isDryRun ? .rollback : .commit
      }
    }
    return pruned
  }
}

extension Database {
  func keptDays() throws -> KeptDays {
    func day(_ what: String) throws -> Int32? {
      try Int32.fetchOne(self, sql: "SELECT day FROM kept WHERE what = ?", arguments: [what])
    }
    return KeptDays(rates: try day("rates"), use: try day("use"))
  }

  func setKeptDays(_ kept: KeptDays) throws {
    for case (let what, let day?) in [("rates", kept.rates), ("use", kept.use)] {
      try execute(sql: "INSERT OR REPLACE INTO kept VALUES (?, ?)", arguments: [what, day])
    }
  }
}
