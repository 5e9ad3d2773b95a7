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
    symbols: [String],
    criteria: HotKeyCriteria = HotKeyCriteria(),
    quota: (_ account: String, _ region: String, _ family: String) -> Double?
  ) -> [AccountRate] {
    var sums = SecondSums(since: criteria.since, until: criteria.until)
    return AccountSeries.all(in: rates).compactMap { series in
      let names = series.place.names(symbols)
      let known = names.account.isEmpty ? nil : quota(names.account, names.region, names.family)
      let limit = QuotaLimit(quota: known, threshold: criteria.threshold)
      return AccountRate(series, symbols, limit, &sums)
    }
    .sorted(by: AccountRate.comesBefore)
  }
}

extension AccountRate {
  /// nil where there is no request.
  fileprivate init?(
    _ series: AccountSeries,
    _ symbols: [String],
    _ limit: QuotaLimit,
    _ sums: inout SecondSums
  ) {
    let names = series.place.names(symbols)
    self.init(chargedAccount: names.account, region: names.region, quotaFamily: names.family)
    quotaRPS = limit.quota
    var keys: Set<Symbol> = []
    for (day, rates) in series.days {
      for rate in rates where rate.kind == .request { sums.add(rate) }
      take(sums.take(), day, limit)
      for rate in rates where rate.kind == .throttled { sums.add(rate) }
      throttled += sums.take().map(\.count).reduce(0, +)
      for (key, own) in Dictionary(grouping: rates.filter { $0.kind != .throttled }, by: \.key) {
        own.forEach { sums.add($0) }
        let seconds = sums.take()
        if !seconds.isEmpty { keys.insert(key) }
        guard day == peakAt.day else { continue }
        let atPeak = seconds.first { $0.second == Int(peakAt.secondOfDay) }?.count ?? 0
        takeTop(symbols[Int(key)], Double(atPeak) / Double(max(1, peakRPS)))
      }
    }
    self.keys = keys.count
    if requests == 0 { return nil }
  }

  private mutating func take(
    _ seconds: [(second: Int, count: Int)],
    _ day: Int32,
    _ limit: QuotaLimit
  ) {
    for (second, count) in seconds {
      requests += count
      if count >= limit.requests { secondsOverThreshold += 1 }
      guard count > peakRPS else { continue }
      (peakRPS, peakAt) = (count, Timestamp(Int64(day) * 86400 + Int64(second)))
      (topKeyARN, topKeyShare) = ("", -1)
    }
  }

  private mutating func takeTop(_ key: String, _ share: Double) {
    guard share > topKeyShare || share == topKeyShare && key < topKeyARN else { return }
    (topKeyARN, topKeyShare) = (key, share)
  }
}
