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
  /// nil means all.
  package var places: Set<RatedNames>?
  /// Their ARNs.
  package var keys: Set<String> = []

  package init() {}

  /// - Parameter days: UTC days since 1970-01-01; nil for all.
  package init(days: ClosedRange<Int32>?) {
    guard let days else { return }
    since = Timestamp(Int64(days.lowerBound) * 86400)
    until = Timestamp((Int64(days.upperBound) + 1) * 86400)
  }
}

extension RateQuery {
  func chooses(_ names: RatedNames) -> Bool {
    chargedAccounts.allows(names.account) && regions.allows(names.region)
      && (places?.contains(names) ?? true)
  }
}

extension AuditStore {
  /// The rates that a query asks for: its days whole, and of a key the whole series of each
  /// account, Region and family that used it, because the key's share is of all their keys.
  ///
  /// - Parameters:
  ///   - query: of which days, accounts and keys.
  ///   - limit: sums may stand for whole days on which no second had as many requests; nil for every
  ///     second and hour that is kept.
  /// - Returns: them, in no particular order.
  /// - Throws: `damaged`, or what SQLite says.
  package func rates(
    _ query: RateQuery,
    limit: RateLimit? = nil
  ) throws(StoreError) -> StoredRates {
    try reading { database in
      var reader = try RateReader(database, query)
      if let limit { try reader.readSums(limit) } else { try reader.readFacts() }
      return reader.stored
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
  /// Of other days.
  package var sums: [RateSum] = []
  package var kept: KeptDays

  package var places: Set<RatedNames> {
    let all = Set(rates.map(RatedPlace.init(_:))).union(hourly.map(RatedPlace.init(_:)))
      .union(sums.map(\.place))
    return Set(all.map { $0.names(symbols) })
  }
}

extension Set<String> {
  fileprivate func allows(_ text: String) -> Bool { isEmpty || contains(text) }
}
