import GRDB
package import KMSUsage

/// Every second that is kept of some charged accounts, Regions and quota families.
package struct StoredSeconds: Sendable {
  package var symbols: [String]
  package var rates: [RateFact] = []
  /// From the first to the last with seconds of these or of others that were asked about; nil where
  /// there is none.
  package var days: ClosedRange<Int32>?
}

extension AuditStore {
  /// The seconds of some days, looked up one by one: a store has many more.
  ///
  /// - Parameters:
  ///   - places: whose seconds are read.
  ///   - others: by which, too, the first and the last day are found.
  ///   - query: its moments.
  /// - Returns: them, in no particular order.
  /// - Throws: `damaged`, or what SQLite says.
  package func seconds(
    of places: Set<RatedNames>,
    among others: Set<RatedNames>,
    _ query: RateQuery
  ) throws(StoreError) -> StoredSeconds {
    try reading { database in
      let facts = try FactReader(database, days: .days(since: query.since, until: query.until))
      let (own, all) = (facts.places(places), facts.places(others.union(places)))
      var stored = StoredSeconds(symbols: facts.symbols.texts)
      for day in try facts.daysOfSeconds() {
        let reader = facts.reading(Int64(day)...Int64(day))
        guard try all.contains(where: reader.hasSeconds) else { continue }
        stored.days = (stored.days?.lowerBound ?? day)...day
        stored.rates += try reader.rates(of: Set(own))
      }
      return stored
    }
  }
}

extension FactReader {
  /// In the order of their names; without those that no fact has.
  fileprivate func places(_ names: Set<RatedNames>) -> [RatedPlace] {
    let wanted = Set(names.flatMap { [$0.account, $0.region, $0.family] })
    var symbols: [String: Symbol] = [:]
    for (place, text) in self.symbols.texts.enumerated() where wanted.contains(text) {
      symbols[text] = Symbol(place)
    }
    return names.compactMap { names in
      guard let account = symbols[names.account], let region = symbols[names.region],
        let family = symbols[names.family]
      else { return nil }
      return RatedPlace(account: account, region: region, family: family)
    }
    .sorted()
  }

  fileprivate func daysOfSeconds() throws -> [Int32] {
    var found: [Int32] = []
    var next = days.lowerBound
    let sql = "SELECT min(day) FROM rate WHERE day BETWEEN ? AND ?"
    while next <= days.upperBound,
      let day = try Int32.fetchOne(database, sql: sql, arguments: [next, days.upperBound])
    {
      found.append(day)
      next = Int64(day) + 1
    }
    return found
  }
}
