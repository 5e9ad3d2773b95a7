import KMSModel

/// Adds up series of one UTC day, with a place for each of its seconds.
struct SecondSums {
  private let since: Int64
  private let until: Int64
  private var counts = [Int](repeating: 0, count: 86400)
  private var seconds: [Int] = []

  /// Of the seconds from `since` on and before `until`, counted from 1970.
  init(since: Timestamp?, until: Timestamp?) {
    (self.since, self.until) = (since?.rawValue ?? .min, until?.rawValue ?? .max)
  }

  /// A damaged store may tell of seconds that no day has.
  mutating func add(_ rate: RateFact) {
    let midnight = Int64(rate.day) * 86400
    rate.seconds.forEach { second, count in
      let (place, time) = (Int(second), midnight + Int64(second))
      guard counts.indices.contains(place), count > 0, time >= since, time < until else { return }
      if counts[place] == 0 { seconds.append(place) }
      counts[place] += count
    }
  }

  /// The sums of what was added, in ascending order, and forgets them.
  mutating func take() -> [(second: Int, count: Int)] {
    seconds.sort()
    let sums = seconds.map { (second: $0, count: counts[$0]) }
    for second in seconds { counts[second] = 0 }
    seconds.removeAll(keepingCapacity: true)
    return sums
  }
}

/// The rates of one charged account, Region and quota family.
struct AccountSeries {
  let place: RatedPlace
  let rates: [RateFact]

  static func all(in rates: [RateFact]) -> [AccountSeries] {
    Dictionary(grouping: rates, by: RatedPlace.init(_:)).map(AccountSeries.init)
  }

  /// Its days, ascending, each with its rates.
  var days: [(day: Int32, rates: [RateFact])] {
    Dictionary(grouping: rates, by: \.day).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
