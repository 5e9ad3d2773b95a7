/// Which keys carry the load of accounts near their request quota.
///
/// The rates come from log records, which may lack throttled calls: they are lower bounds.
package enum HotKeys {
  /// Every charged account, Region, quota family and key with a request in the seconds looked at,
  /// hot or not, in report order.
  ///
  /// An account's rate is the sum over all its keys, so `rates`, in any order, may be narrowed by
  /// account, Region or family beforehand, but a choice of keys must be made on the result.
  /// `quota` gives requests per second, or nil when unknown; it is not asked for service load,
  /// which no account is charged for.
  package static func all(
    in rates: [RateFact],
    symbols: [String],
    criteria: HotKeyCriteria = HotKeyCriteria(),
    quota: (_ account: String, _ region: String, _ family: String) -> Double?
  ) -> [HotKey] {
    let order = RateOrder.sorted(rates)
    var meter = RateMeter(symbolCount: symbols.count, criteria: criteria)
    var found: [HotKey] = []
    var start = 0
    while start < order.count {
      let group = order[start]
      let end = order[start...].firstIndex { !$0.isSameGroup(as: group) } ?? order.count
      let names = group.names(symbols)
      let known = names.account.isEmpty ? nil : quota(names.account, names.region, names.family)
      let limit = QuotaLimit(quota: known, threshold: criteria.threshold)
      meter.measure(order[start..<end], of: rates, limit: limit)
      found += meter.rows(names, symbols: symbols, limit: limit)
      start = end
    }
    return found.sorted(by: HotKey.comesBefore)
  }
}

/// Where a rate belongs, small enough to sort quickly, and its place in the facts.
struct RateOrder {
  let account: Symbol
  let region: Symbol
  let family: Symbol
  let day: Int32
  let key: Symbol
  let index: Int

  static func sorted(_ rates: [RateFact]) -> [RateOrder] {
    rates.indices.map { RateOrder(rates[$0], index: $0) }.sorted {
      ($0.account, $0.region, $0.family, $0.day, $0.key, $0.index)
        < ($1.account, $1.region, $1.family, $1.day, $1.key, $1.index)
    }
  }

  private init(_ rate: RateFact, index: Int) {
    account = rate.chargedAccount
    region = rate.region
    family = rate.quotaFamily
    day = rate.day
    key = rate.key
    self.index = index
  }

  func isSameGroup(as other: RateOrder) -> Bool {
    account == other.account && region == other.region && family == other.family
  }

  func names(_ symbols: [String]) -> (account: String, region: String, family: String) {
    (symbols[Int(account)], symbols[Int(region)], symbols[Int(family)])
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
