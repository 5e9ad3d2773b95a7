import GRDB
package import KMSModel
package import KMSUsage

/// Which rates to load; empty means all.
package struct RateQuery: Hashable, Sendable {
  /// First moment.
  package var since: Timestamp?
  /// First moment after the last.
  package var until: Timestamp?
  package var chargedAccounts: Set<String> = []
  package var regions: Set<String> = []
  /// Their ARNs.
  package var keys: Set<String> = []

  package init() {}
}

extension AuditStore {
  /// The rates that a query asks for: its days whole, and of a key the whole series of each
  /// account, Region and family that used it, because the key's share is of all their keys.
  package func rates(_ query: RateQuery) throws(StoreError) -> StoredRates {
    try reading { database in
      let reader = try FactReader(
        database,
        days: .days(since: query.since, until: query.until)
      )
      let symbols = reader.symbols.texts
      var stored = StoredRates(symbols: symbols, kept: try database.keptDays())
      func isChosen(_ place: RatedPlace) -> Bool {
        query.chargedAccounts.allows(symbols[Int(place.account)])
          && query.regions.allows(symbols[Int(place.region)])
      }
      stored.rates = try reader.rates().filter { isChosen(RatedPlace($0)) }
      stored.hourly = try reader.hourlyRates().filter { isChosen(RatedPlace($0)) }
      guard !query.keys.isEmpty else { return stored }
      let keys = Set(symbols.indices.filter { query.keys.contains(symbols[$0]) })
      let places = Set(
        stored.rates.filter { keys.contains(Int($0.key)) }.map(RatedPlace.init)
          + stored.hourly.filter { $0.kind == .key && keys.contains(Int($0.key)) }
          .map(RatedPlace.init)
      )
      stored.rates.removeAll { !places.contains(RatedPlace($0)) }
      stored.hourly.removeAll { !places.contains(RatedPlace($0)) }
      return stored
    }
  }
}

/// Rates of some days.
package struct StoredRates: Sendable {
  package var symbols: [String]
  /// Of days of which every second is kept.
  package var rates: [RateFact] = []
  /// Of earlier days.
  package var hourly: [HourlyRateFact] = []
  package var kept: KeptDays
}

extension Set<String> {
  fileprivate func allows(_ text: String) -> Bool { isEmpty || contains(text) }
}
