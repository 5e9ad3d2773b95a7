/// What hot keys need of whole UTC days of one charged account, Region and quota family: all but the
/// seconds over a threshold, which is asked for later.
///
/// Sums of days one behind the other join to that of all of them.
package struct RateSum: Hashable, Sendable {
  package struct Key: Hashable, Sendable {
    package let key: Symbol
    package var requests = 0
    package var peak = Peak()
    /// Requests in the second of the account's peak.
    package var atAccountPeak = 0
    package var throttled = 0

    package init(key: Symbol) { self.key = key }
  }

  package let place: RatedPlace
  /// Of all keys; a ReEncrypt of two keys is one.
  package var requests = 0
  package var peak = Peak()
  /// No second had more requests: the peak, and where only the hours are kept what came late to them.
  package var most = 0
  /// Those with requests or throttled calls, by symbol.
  package var keys: [Key] = []

  package init(_ place: RatedPlace) { self.place = place }
}

extension RateSum.Key {
  /// All but the part of the account's peak, which may be another one.
  mutating func add(_ other: Self) {
    requests += other.requests
    throttled += other.throttled
    peak.raise(to: other.peak)
  }
}

extension RateSum {
  /// What was measured last, of whole days.
  init(_ place: RatedPlace, _ meter: RateMeter) {
    self.init(place)
    (requests, peak, most) = (meter.requests, meter.peak, meter.most)
    keys = meter.tallies.map(\.sum).filter { $0.requests > 0 || $0.throttled > 0 }
      .sorted { $0.key < $1.key }
  }
}

extension HotKeys {
  /// One sum for each charged account, Region and quota family, by these.
  ///
  /// - Parameters:
  ///   - rates: of whole days of which every second is kept.
  ///   - hourly: of whole days of which the hours are kept.
  ///   - sums: of other days.
  ///   - symbolCount: all symbols are below it.
  /// - Returns: the sums over all these days.
  package static func sums(
    _ rates: [RateFact],
    hourly: [HourlyRateFact] = [],
    sums: [RateSum] = [],
    symbolCount: Int
  ) -> [RateSum] {
    var meter = RateMeter(symbolCount: symbolCount, criteria: HotKeyCriteria())
    var found: [RateSum] = []
    let limit = QuotaLimit(quota: nil, threshold: 1)
    MeasuredPlaces(rates, hourly, sums).forEach { place in
      meter.measure(place, limit: limit)
      found.append(RateSum(place.place, meter))
    }
    return found.sorted { $0.place < $1.place }
  }
}
