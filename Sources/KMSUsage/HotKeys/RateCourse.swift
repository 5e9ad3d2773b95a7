package import KMSModel

/// How rates went over a period, as the peak in each of a few parts of it.
package struct RateCourse: Sendable {
  /// A key of a charged account, Region and quota family; nil for all its keys together.
  package struct Place: Hashable, Sendable {
    package var chargedAccount: String
    package var region: String
    package var quotaFamily: String
    package var keyARN: String?

    package init(
      chargedAccount: String,
      region: String,
      quotaFamily: String,
      keyARN: String?
    ) {
      (self.chargedAccount, self.region) = (chargedAccount, region)
      (self.quotaFamily, self.keyARN) = (quotaFamily, keyARN)
    }
  }

  package static let mostParts: Int64 = 16

  /// From the first second to the one after the last.
  package let period: Range<Timestamp>
  /// Requests per second, by part of the period.
  package private(set) var peaks: [Place: [Int]] = [:]
  private let secondsOfPart: Int64

  /// Of the seconds that the criteria look at; where these have no bound, it is that of the days.
  ///
  /// nil where there is nothing to be shown. Of keys it has those that are named.
  package init?(
    _ rates: [RateFact],
    days: ClosedRange<Int32>?,
    keys: Set<String>,
    symbols: [String],
    criteria: HotKeyCriteria
  ) {
    guard let days else { return nil }
    let since = criteria.since ?? Timestamp(Int64(days.lowerBound) * 86400)
    let until = criteria.until ?? Timestamp((Int64(days.upperBound) + 1) * 86400)
    guard since < until else { return nil }
    period = since..<until
    let length = until.rawValue - since.rawValue
    secondsOfPart = (length + Self.mostParts - 1) / Self.mostParts
    let parts = Int((length + secondsOfPart - 1) / secondsOfPart)
    var sums = SecondSums(since: since, until: until)
    for series in AccountSeries.all(in: rates) {
      for (day, rates) in series.days {
        let requests = rates.filter { $0.kind == .request }
        take(requests, day, Place(series, nil, symbols), parts, &sums)
        let own = rates.filter { $0.kind != .throttled && keys.contains(symbols[Int($0.key)]) }
        for (key, rates) in Dictionary(grouping: own, by: \.key) {
          take(rates, day, Place(series, symbols[Int(key)], symbols), parts, &sums)
        }
      }
    }
  }

  private mutating func take(
    _ rates: [RateFact],
    _ day: Int32,
    _ place: Place,
    _ parts: Int,
    _ sums: inout SecondSums
  ) {
    rates.forEach { sums.add($0) }
    let seconds = sums.take()
    if seconds.isEmpty { return }
    let start = Int64(day) * 86400 - period.lowerBound.rawValue
    var highest = peaks[place] ?? Array(repeating: 0, count: parts)
    for (second, count) in seconds {
      let part = Int((start + Int64(second)) / secondsOfPart)
      highest[part] = max(highest[part], count)
    }
    peaks[place] = highest
  }
}

extension RateCourse.Place {
  fileprivate init(_ series: AccountSeries, _ key: String?, _ symbols: [String]) {
    let names = series.place.names(symbols)
    self.init(
      chargedAccount: names.account,
      region: names.region,
      quotaFamily: names.family,
      keyARN: key
    )
  }
}
