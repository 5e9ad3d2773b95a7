package import KMSModel

/// One second of a charged account, Region and quota family.
package struct RateSecond: Hashable, Sendable {
  package var time: Timestamp
  package var requests = 0
  /// The key with the most of them, "" for requests that name none.
  package var topKeyARN = ""
  package var topKeyRequests = 0
  /// A throttled ReEncrypt of two keys counts for each of them.
  package var throttled = 0

  package init(time: Timestamp) { self.time = time }
}

/// All seconds of a window of a charged account, Region and quota family.
package struct SecondPicture: Hashable, Sendable {
  package var chargedAccount: String
  package var region: String
  package var quotaFamily: String
  /// Requests per second; nil when no quota is known for the family or nobody is charged.
  package var quotaRPS: Double?
  package var seconds: [RateSecond]

  package init(
    chargedAccount: String,
    region: String,
    quotaFamily: String,
    quotaRPS: Double?,
    seconds: [RateSecond]
  ) {
    (self.chargedAccount, self.region) = (chargedAccount, region)
    (self.quotaFamily, self.quotaRPS, self.seconds) = (quotaFamily, quotaRPS, seconds)
  }

  package var peakRPS: Int { seconds.map(\.requests).max() ?? 0 }
  package var peakUtilization: Double? { quotaRPS.map { Double(peakRPS) / $0 } }

  /// Highest utilisation first (unknown last), then the highest rate, then by text.
  fileprivate static func comesBefore(_ left: Self, _ right: Self) -> Bool {
    let weights = (left.peakUtilization ?? -1, left.peakRPS)
    let others = (right.peakUtilization ?? -1, right.peakRPS)
    if weights != others { return weights > others }
    return (left.chargedAccount, left.region, left.quotaFamily)
      < (right.chargedAccount, right.region, right.quotaFamily)
  }
}

extension HotKeys {
  /// Every second of a window, those without a request too, of each charged account, Region and quota
  /// family with a request in it.
  ///
  /// `quota` as of `all`.
  package static func seconds(
    _ window: ClosedRange<Timestamp>,
    in rates: [RateFact],
    symbols: [String],
    quota: (_ account: String, _ region: String, _ family: String) -> Double?
  ) -> [SecondPicture] {
    let end = Timestamp(window.upperBound.rawValue + 1)
    var sums = SecondSums(since: window.lowerBound, until: end)
    return AccountSeries.all(in: rates).map { series in
      let names = series.place.names(symbols)
      var picture = SecondPicture(
        chargedAccount: names.account,
        region: names.region,
        quotaFamily: names.family,
        quotaRPS: QuotaLimit(of: names, threshold: 1, quota: quota).quota,
        seconds: (window.lowerBound.rawValue..<end.rawValue).map {
          RateSecond(time: Timestamp($0))
        }
      )
      for (day, rates) in series.days {
        picture.take(rates, from: Int64(day) * 86400 - window.lowerBound.rawValue, symbols, &sums)
      }
      return picture
    }
    .filter { $0.peakRPS > 0 }.sorted(by: SecondPicture.comesBefore)
  }
}

extension SecondPicture {
  /// `start` is that of the day, as a place in `seconds`.
  fileprivate mutating func take(
    _ rates: [RateFact],
    from start: Int64,
    _ symbols: [String],
    _ sums: inout SecondSums
  ) {
    func total(_ rates: some Sequence<RateFact>) -> [(place: Int, count: Int)] {
      rates.forEach { sums.add($0) }
      return sums.take().map { (Int(start) + $0.second, $0.count) }
    }
    for (place, count) in total(rates.filter { $0.kind == .request }) {
      seconds[place].requests = count
    }
    for (place, count) in total(rates.filter { $0.kind == .throttled }) {
      seconds[place].throttled = count
    }
    for (key, own) in Dictionary(grouping: rates.filter { $0.kind != .throttled }, by: \.key) {
      for (place, count) in total(own) {
        seconds[place].takeTop(symbols[Int(key)], count)
      }
    }
  }
}

extension RateSecond {
  fileprivate mutating func takeTop(_ key: String, _ count: Int) {
    guard count > topKeyRequests || count == topKeyRequests && key < topKeyARN else { return }
    (topKeyARN, topKeyRequests) = (key, count)
  }
}
