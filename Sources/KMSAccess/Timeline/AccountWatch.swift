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

  private let places: [Place: WatchedRuns]?

  private init(places: [Place: WatchedRuns]?) { self.places = places }

  /// - Parameter hours: in any order, repetitions too.
  package init(_ hours: some Sequence<WatchedHours>) {
    let places = Dictionary(grouping: hours) { Place(account: $0.account, region: $0.region) }
    self.init(places: places.mapValues { WatchedRuns($0.map(\.hours)) })
  }
}

/// Hours from the first to the last in which an account and Region have records, at most a day apart.
package struct WatchedHours: Hashable, Sendable {
  package var account: String
  package var region: String
  /// Since 1970-01-01T00Z.
  package var hours: ClosedRange<Int64>

  package init(account: String, region: String, hours: ClosedRange<Int64>) {
    (self.account, self.region, self.hours) = (account, region, hours)
  }

  fileprivate func reaches(_ next: WatchedHours) -> Bool {
    let (gap, overflow) = next.hours.lowerBound.subtractingReportingOverflow(hours.upperBound)
    return account == next.account && region == next.region && !overflow
      && gap <= AccountWatch.longestGap / 3600 + 1
  }
}

extension [WatchedHours] {
  /// As few as tell the same, by account, Region and hour.
  package var joined: [WatchedHours] {
    let sorted = sorted {
      ($0.account, $0.region, $0.hours.lowerBound) < ($1.account, $1.region, $1.hours.lowerBound)
    }
    return sorted.reduce(into: []) { $0.join($1) }
  }

  /// Adds hours that begin no earlier than the last ones.
  package mutating func join(_ next: WatchedHours) {
    guard let last, last.reaches(next) else { return append(next) }
    let end = Swift.max(last.hours.upperBound, next.hours.upperBound)
    self[count - 1].hours = last.hours.lowerBound...end
  }
}

extension AccountWatch {
  /// A day without any record of an account and Region is enough to have missed a change.
  static let longestGap: Int64 = 24 * 3600

  var hasGaps: Bool { places != nil }

  /// The first moment at which what was known at `time` may be out of date.
  func loss(after time: Timestamp, account: String, region: String) -> WatchLoss? {
    guard let places else { return nil }
    let runs = places[Place(account: account, region: region)] ?? WatchedRuns([])
    return runs.loss(after: time, account: account, region: region)
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
private struct WatchedRuns {
  /// Begin and end of each run in seconds, sorted.
  private var begins: [Int64] = []
  private var ends: [Int64] = []

  init(_ hours: [ClosedRange<Int64>]) {
    for run in hours.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      // Hours so far away that they have no second are no hours of any log.
      let (begin, overflow) = run.lowerBound.multipliedReportingOverflow(by: 3600)
      let (last, lastOverflow) = run.upperBound.multipliedReportingOverflow(by: 3600)
      guard !overflow, !lastOverflow, last < .max - 2 * AccountWatch.longestGap else { continue }
      if let end = ends.last, begin - end <= AccountWatch.longestGap {
        ends[ends.count - 1] = max(end, last + 3600)
      } else {
        begins.append(begin)
        ends.append(last + 3600)
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
