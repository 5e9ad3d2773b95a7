package import KMSModel

/// One charged account, Region and quota family, over all its keys.
package struct AccountRate: Hashable, Sendable {
  /// "" for a service's own calls without an account; then no quota is known.
  package var chargedAccount: String
  package var region: String
  package var quotaFamily: String
  /// Distinct keys with a request.
  package var keys = 0
  package var requests = 0
  /// Most requests in one second, and the earliest such second.
  package var peakRPS = 0
  package var peakAt = Timestamp(0)
  /// Requests per second; nil when no quota is known for the family or nobody is charged.
  package var quotaRPS: Double?
  /// The key with the most requests in that second, "" for requests that name none.
  package var topKeyARN = ""
  /// Its part of them, 0…1.
  package var topKeyShare: Double = 0
  /// Seconds in which the threshold was reached.
  package var secondsOverThreshold = 0
  /// A throttled ReEncrypt of two keys counts for each of them.
  package var throttled = 0

  package init(chargedAccount: String, region: String, quotaFamily: String) {
    self.chargedAccount = chargedAccount
    self.region = region
    self.quotaFamily = quotaFamily
  }

  package var peakUtilization: Double? { quotaRPS.map { Double(peakRPS) / $0 } }

  /// It reached the threshold, or was throttled.
  package var isNearQuota: Bool {
    !chargedAccount.isEmpty && (secondsOverThreshold > 0 || throttled > 0)
  }
}

extension AccountRate {
  /// Report order: highest utilisation first (unknown last), then the highest rate, then by text.
  package static func comesBefore(_ left: Self, _ right: Self) -> Bool {
    let weights = (left.peakUtilization ?? -1, left.peakRPS)
    let others = (right.peakUtilization ?? -1, right.peakRPS)
    if weights != others { return weights > others }
    return (left.chargedAccount, left.region, left.quotaFamily)
      < (right.chargedAccount, right.region, right.quotaFamily)
  }
}

extension HotKeys {
  /// Every charged account, Region and quota family with a request in the seconds looked at, in report
  /// order; parameters as of `all`.
  package static func accounts(
    in rates: [RateFact],
    sums: [RateSum] = [],
    symbols: [String],
    criteria: HotKeyCriteria = HotKeyCriteria(),
    quota: (_ account: String, _ region: String, _ family: String) -> Double?
  ) -> [AccountRate] {
    var meter = RateMeter(symbolCount: symbols.count, criteria: criteria)
    var found: [AccountRate] = []
    MeasuredPlaces(rates, [], sums).forEach { measured in
      let names = measured.place.names(symbols)
      let limit = QuotaLimit(of: names, threshold: criteria.threshold, quota: quota)
      meter.measure(measured, limit: limit)
      if meter.requests > 0 { found.append(AccountRate(names, meter, symbols, limit)) }
    }
    return found.sorted(by: AccountRate.comesBefore)
  }
}

extension AccountRate {
  fileprivate init(
    _ names: RatedNames,
    _ meter: RateMeter,
    _ symbols: [String],
    _ limit: QuotaLimit
  ) {
    self.init(chargedAccount: names.account, region: names.region, quotaFamily: names.family)
    (requests, quotaRPS) = (meter.requests, limit.quota)
    (peakRPS, peakAt) = (meter.peak.rate, meter.peak.time)
    secondsOverThreshold = meter.secondsOverThreshold
    topKeyShare = -1
    for tally in meter.tallies {
      throttled += tally.sum.throttled
      guard tally.sum.requests > 0 else { continue }
      keys += 1
      takeTop(symbols[Int(tally.sum.key)], tally.share(of: meter.peak))
    }
  }

  private mutating func takeTop(_ key: String, _ share: Double) {
    guard share > topKeyShare || share == topKeyShare && key < topKeyARN else { return }
    (topKeyARN, topKeyShare) = (key, share)
  }
}
