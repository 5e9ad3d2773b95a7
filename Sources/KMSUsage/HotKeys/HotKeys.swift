/// Which keys carry the load of accounts near their request quota.
///
/// The rates come from log records, which may lack throttled calls: they are lower bounds.
package enum HotKeys {
  /// Every charged account, Region, quota family and key with a request in the seconds looked at,
  /// hot or not, in report order.
  ///
  /// An account's rate is the sum over all its keys, so `rates` and `hourly`, in any order, may be
  /// narrowed by account, Region or family beforehand, but a choice of keys must be made on the result.
  /// `sums` stand for other days on which no second reached the threshold. `quota` gives requests per
  /// second, or nil when unknown; it is not asked for service load, which no account is charged for.
  package static func all(
    in rates: [RateFact],
    hourly: [HourlyRateFact] = [],
    sums: [RateSum] = [],
    symbols: [String],
    criteria: HotKeyCriteria = HotKeyCriteria(),
    quota: (_ account: String, _ region: String, _ family: String) -> Double?
  ) -> [HotKey] {
    var meter = RateMeter(symbolCount: symbols.count, criteria: criteria)
    var found: [HotKey] = []
    MeasuredPlaces(rates, hourly, sums).forEach { measured in
      let names = measured.place.names(symbols)
      let limit = QuotaLimit(of: names, threshold: criteria.threshold, quota: quota)
      meter.measure(measured, limit: limit)
      found += meter.rows(names, symbols: symbols, limit: limit)
    }
    return found.sorted(by: HotKey.comesBefore)
  }
}
