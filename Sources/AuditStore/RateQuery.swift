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
  package func rates(
    _ query: RateQuery
  ) throws(StoreError) -> (symbols: [String], rates: [RateFact]) {
    try reading { database in
      let reader = try FactReader(
        database,
        days: .days(since: query.since, until: query.until)
      )
      let (symbols, rates) = (reader.symbols.texts, try reader.rates())
      let chosen = rates.filter { rate in
        query.chargedAccounts.allows(symbols[Int(rate.chargedAccount)])
          && query.regions.allows(symbols[Int(rate.region)])
      }
      guard !query.keys.isEmpty else { return (symbols, chosen) }
      let keys = Set(symbols.indices.filter { query.keys.contains(symbols[$0]) })
      let series = Set(chosen.filter { keys.contains(Int($0.key)) }.map(RateSeries.init))
      return (symbols, chosen.filter { series.contains(RateSeries($0)) })
    }
  }
}

/// What has a quota.
private struct RateSeries: Hashable {
  let chargedAccount, region, quotaFamily: Symbol

  init(_ rate: RateFact) {
    (chargedAccount, region, quotaFamily) = (rate.chargedAccount, rate.region, rate.quotaFamily)
  }
}

extension Set<String> {
  fileprivate func allows(_ text: String) -> Bool { isEmpty || contains(text) }
}
