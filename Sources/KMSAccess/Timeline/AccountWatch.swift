package import KMSModel

/// For which hours the input has records, by account and Region.
///
/// Where it has none for longer than a day, a change would not have been seen.
package struct AccountWatch: Sendable {
  /// Everything was seen.
  package static let everything = AccountWatch(places: nil)

  private struct Place: Hashable {
    let account: String
    let region: String
  }

  private let places: [Place: WatchedHours]?

  private init(places: [Place: WatchedHours]?) { self.places = places }

  /// - Parameter hours: an hour counts from 1970; any order, repetitions too.
  package init(hours: some Sequence<(account: String, region: String, hour: Int64)>) {
    let places = Dictionary(grouping: hours) { Place(account: $0.account, region: $0.region) }
    self.init(places: places.mapValues { WatchedHours($0.map(\.hour)) })
  }
}

extension AccountWatch {
  /// A day without any record of an account and Region is enough to have missed a change.
  static let longestGap: Int64 = 24 * 3600

  var hasGaps: Bool { places != nil }

  /// The first moment at which what was known at `time` may be out of date.
  func loss(after time: Timestamp, account: String, region: String) -> WatchLoss? {
    guard let places else { return nil }
    let hours = places[Place(account: account, region: region)] ?? WatchedHours([])
    return hours.loss(after: time, account: account, region: region)
  }

  /// Why knowledge does not reach from one moment to a later one; nil when it does.
  func gap(of key: KeyARN?, from: Timestamp, to: Timestamp) -> UnwatchedStretch? {
    guard let key, let loss = loss(after: from, account: key.account, region: key.region),
      loss.time <= to
    else { return nil }
    return loss.stretch
  }
}

struct WatchLoss {
  let time: Timestamp
  let stretch: UnwatchedStretch
}

/// A stretch without records of a key's own account and Region.
package struct UnwatchedStretch: Hashable, Sendable {
  package var account: String
  package var region: String
  /// The end of the last hour with records before it; nil when there is none.
  package var start: Timestamp?
  package var end: Timestamp?
}

extension UnwatchedStretch: CustomStringConvertible {
  package var description: String {
    let place = "no records of account \(account) in \(region)"
    return switch (start, end) {
    case (let start?, let end?): "\(place) between \(start) and \(end)"
    case (let start?, nil): "\(place) after \(start)"
    case (nil, let end?): "\(place) before \(end)"
    case (nil, nil): place
    }
  }
}

/// Hours with records, joined where less than a day lies between.
private struct WatchedHours {
  /// Begin and end of each run in seconds, sorted.
  private var begins: [Int64] = []
  private var ends: [Int64] = []

  init(_ hours: [Int64]) {
    for hour in hours.sorted() {
      // Hours so far away that they have no second are no hours of any log.
      let (begin, overflow) = hour.multipliedReportingOverflow(by: 3600)
      guard !overflow, begin < .max - 2 * AccountWatch.longestGap else { continue }
      if let last = ends.last, begin - last <= AccountWatch.longestGap {
        ends[ends.count - 1] = max(last, begin + 3600)
      } else {
        begins.append(begin)
        ends.append(begin + 3600)
      }
    }
  }

  func loss(after time: Timestamp, account: String, region: String) -> WatchLoss {
    func loss(_ start: Int64, previous: Int64?, next: Int64?) -> WatchLoss {
      WatchLoss(
        time: Timestamp(start + AccountWatch.longestGap + 1),
        stretch: UnwatchedStretch(
          account: account,
          region: region,
          start: previous.map { Timestamp($0) },
          end: next.map { Timestamp($0) }
        )
      )
    }
    var start = min(time.rawValue, .max - 2 * AccountWatch.longestGap)
    var run = ends.firstIndex(after: start)
    if run < begins.count, begins[run] - start <= AccountWatch.longestGap {
      start = ends[run]
      run += 1
    }
    return loss(
      start,
      previous: run > 0 ? ends[run - 1] : nil,
      next: run < begins.count ? begins[run] : nil
    )
  }
}

extension Array where Element: Comparable {
  /// Of the first element that is greater; the array is sorted.
  func firstIndex(after value: Element) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
