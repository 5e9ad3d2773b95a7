/// Which keys carry the load of accounts near their request quota.
///
/// The rates come from log records, which may lack throttled calls: they are lower bounds.
package enum HotKeys {
  /// Every charged account, Region, quota family and key with a request in the seconds looked at,
  /// hot or not, in report order.
  ///
  /// An account's rate is the sum over all its keys, so `rates` and `hourly`, in any order, may be
  /// narrowed by account, Region or family beforehand, but a choice of keys must be made on the result.
  /// `quota` gives requests per second, or nil when unknown; it is not asked for service load,
  /// which no account is charged for.
  package static func all(
    in rates: [RateFact],
    hourly: [HourlyRateFact] = [],
    symbols: [String],
    criteria: HotKeyCriteria = HotKeyCriteria(),
    quota: (_ account: String, _ region: String, _ family: String) -> Double?
  ) -> [HotKey] {
    let order = RateOrder.sorted(rates)
    let hours = Dictionary(grouping: hourly, by: RatedPlace.init(_:))
    var meter = RateMeter(symbolCount: symbols.count, criteria: criteria)
    var found: [HotKey] = []
    func measure(_ place: RatedPlace, _ group: ArraySlice<RateOrder>) {
      let names = place.names(symbols)
      let known = names.account.isEmpty ? nil : quota(names.account, names.region, names.family)
      let limit = QuotaLimit(quota: known, threshold: criteria.threshold)
      meter.measure(group, of: rates, after: hours[place] ?? [], limit: limit)
      found += meter.rows(names, symbols: symbols, limit: limit)
    }
    var rest = order[...]
    var measured: Set<RatedPlace> = []
    while let place = rest.first?.place {
      let group = rest.prefix { $0.place == place }
      measure(place, group)
      measured.insert(place)
      rest = rest[group.endIndex...]
    }
    for place in hours.keys where !measured.contains(place) { measure(place, []) }
    return found.sorted(by: HotKey.comesBefore)
  }
}

/// What has a quota.
package struct RatedPlace: Hashable, Sendable {
  package let account: Symbol
  package let region: Symbol
  package let family: Symbol

  package init(_ rate: RateFact) {
    (account, region, family) = (rate.chargedAccount, rate.region, rate.quotaFamily)
  }

  package init(_ rate: HourlyRateFact) {
    (account, region, family) = (rate.chargedAccount, rate.region, rate.quotaFamily)
  }

  func names(_ symbols: [String]) -> (account: String, region: String, family: String) {
    (symbols[Int(account)], symbols[Int(region)], symbols[Int(family)])
  }
}

/// Where a rate belongs, small enough to sort quickly, and its place in the facts.
struct RateOrder {
  let place: RatedPlace
  let day: Int32
  let key: Symbol
  let index: Int

  static func sorted(_ rates: [RateFact]) -> [RateOrder] {
    rates.indices.map { RateOrder(rates[$0], index: $0) }.sorted {
      ($0.place.account, $0.place.region, $0.place.family, $0.day, $0.key, $0.index)
        < ($1.place.account, $1.place.region, $1.place.family, $1.day, $1.key, $1.index)
    }
  }

  private init(_ rate: RateFact, index: Int) {
    place = RatedPlace(rate)
    day = rate.day
    key = rate.key
    self.index = index
  }
}

/// A quota and the fewest requests in a second that reach the threshold.
struct QuotaLimit {
  let quota: Double?
  let requests: Int

  init(quota: Double?, threshold: Double) {
    guard let quota, quota > 0, quota * threshold < 1e15 else {
      self.quota = quota.flatMap { $0 > 0 ? $0 : nil }
      requests = .max
      return
    }
    self.quota = quota
    // By division, as the utilisation itself is defined: 55 of 100 reaches 0.55, although
    // 0.55 × 100 is more than 55 in binary.
    var requests = max(1, Int(quota * threshold) - 1)
    while Double(requests) / quota < threshold { requests += 1 }
    self.requests = requests
  }
}
