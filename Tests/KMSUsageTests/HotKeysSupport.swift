import KMSModel
import KMSUsage
import TestSupport

let symbols =
  ["", "A", "B", "from", "heavy", "k", "k1", "k2", "light", "r1", "r2", "throttled"]
  + ["to", "z", "a", "f"]

func quota(_ account: String, _ region: String, _ family: String) -> Double? {
  account == "B" ? nil : 100
}

extension HotKeys {
  static func all(
    in rates: [RateFact],
    criteria: HotKeyCriteria = HotKeyCriteria()
  ) -> [HotKey] {
    all(in: rates, symbols: symbols, criteria: criteria, quota: quota)
  }
}

extension RateFact {
  static func rate(
    _ account: String,
    _ key: String,
    _ kind: RateKind = .request,
    region: String = "r1",
    day: Int32 = 0,
    seconds: [(Int32, Int)]
  ) -> RateFact {
    func symbol(_ text: String) -> Symbol { Symbol(symbols.firstIndex(of: text) ?? 0) }
    var counts = SecondCounts()
    for (second, count) in seconds { counts.append(second: second, count: count) }
    return RateFact(
      chargedAccount: symbol(account),
      region: symbol(region),
      quotaFamily: symbol("f"),
      key: symbol(key),
      kind: kind,
      day: day,
      seconds: counts
    )
  }

  /// Busy seconds of few keys, so that rates add up, and some at the ends of days.
  static func random(using random: inout SplitMix) -> [RateFact] {
    var rates: [RateFact] = []
    for account in ["", "A", "B"] {
      for region in ["r1", "r2"] {
        for key in ["", "k1", "k2", "to"] {
          for day in 0...3 as ClosedRange<Int32> {
            for kind in [RateKind.request, .secondKey, .throttled] where Bool.random(using: &random)
            {
              let seconds = Set((0..<30).map { _ in Int32.random(in: 0..<40, using: &random) })
                .map { $0 < 20 ? $0 : 86399 - 39 + $0 }.sorted()
              let counts = seconds.map { ($0, Int.random(in: 1...40, using: &random)) }
              rates.append(.rate(account, key, kind, region: region, day: day, seconds: counts))
            }
          }
        }
      }
    }
    return rates
  }
}

/// Counts by the words of the definition, with a dictionary of everything.
enum SlowHotKeys {
  private struct Place: Hashable {
    var account, region, family, key: String
    var second: Int64
  }

  static func all(in rates: [RateFact], criteria: HotKeyCriteria) -> [HotKey] {
    var counts: [RateKind: [Place: Int]] = [:]
    for rate in rates {
      rate.seconds.forEach { second, count in
        let place = Place(
          account: symbols[Int(rate.chargedAccount)],
          region: symbols[Int(rate.region)],
          family: symbols[Int(rate.quotaFamily)],
          key: symbols[Int(rate.key)],
          second: Int64(rate.day) * 86400 + Int64(second)
        )
        guard Timestamp(place.second) >= criteria.since ?? Timestamp(0),
          Timestamp(place.second) < criteria.until ?? Timestamp(.max)
        else { return }
        counts[rate.kind, default: [:]][place, default: 0] += count
      }
    }
    return rows(counts, criteria)
  }

  private static func rows(
    _ counts: [RateKind: [Place: Int]],
    _ criteria: HotKeyCriteria
  ) -> [HotKey] {
    var accounts: [Place: [Int64: Int]] = [:]
    var keys: [Place: [Int64: Int]] = [:]
    func without(_ place: Place, key: Bool) -> Place {
      Place(
        account: place.account,
        region: place.region,
        family: place.family,
        key: key ? "" : place.key,
        second: 0
      )
    }
    for (place, count) in counts[.request] ?? [:] {
      accounts[without(place, key: true), default: [:]][place.second, default: 0] += count
      keys[without(place, key: false), default: [:]][place.second, default: 0] += count
    }
    for (place, count) in counts[.secondKey] ?? [:] {
      keys[without(place, key: false), default: [:]][place.second, default: 0] += count
    }
    var throttled: [Place: Int] = [:]
    for (place, count) in counts[.throttled] ?? [:] {
      throttled[without(place, key: false), default: 0] += count
    }
    return keys.map { place, seconds in
      row(
        place,
        seconds,
        account: accounts[without(place, key: true)] ?? [:],
        throttled: throttled[place] ?? 0,
        criteria
      )
    }.sorted(by: HotKey.comesBefore)
  }

  private static func row(
    _ place: Place,
    _ seconds: [Int64: Int],
    account: [Int64: Int],
    throttled: Int,
    _ criteria: HotKeyCriteria
  ) -> HotKey {
    func peak(_ rates: [Int64: Int]) -> (at: Int64, rate: Int) {
      let highest = rates.values.max() ?? 0
      return (rates.filter { $0.value == highest }.keys.min() ?? 0, highest)
    }
    let own = peak(seconds)
    let all = peak(account)
    let limit = place.account.isEmpty ? nil : quota(place.account, place.region, place.family)
    let over = seconds.filter { second, _ in
      limit.map { Double(account[second] ?? 0) / $0 >= criteria.threshold } ?? false
    }
    let carries = over.contains {
      Double($0.value) / Double(account[$0.key] ?? 0) >= criteria.share
    }
    return HotKey(
      chargedAccount: place.account,
      region: place.region,
      quotaFamily: place.family,
      keyARN: place.key,
      requests: seconds.values.reduce(0, +),
      peakRPS: own.rate,
      peakAt: Timestamp(own.at),
      accountPeakRPS: all.rate,
      accountPeakAt: Timestamp(all.at),
      quotaRPS: limit,
      accountPeakUtilization: limit.map { Double(all.rate) / $0 },
      keyShareOfAccountPeak: Double(seconds[all.at] ?? 0) / Double(max(1, all.rate)),
      secondsOverThreshold: over.count,
      throttled: throttled,
      isHot: !place.account.isEmpty && (throttled > 0 || carries)
    )
  }
}
