import KMSModel

// Days of which only the hours are kept.
extension RateMeter {
  /// Whole hours of the seconds looked at: of a part of one nothing is known.
  mutating func take(_ hourly: [HourlyRateFact], limit: QuotaLimit) {
    let accounts = AccountHours(hourly, criteria)
    take(requests: accounts.requests, most: accounts.most)
    let peakHour = raise(to: accounts.peak) ? accounts.peakHour : nil
    for fact in hourly where fact.kind == .key {
      let place = place(of: fact.key)
      var tally = tallies[place]
      fact.hours.forEach { hour in
        let number = fact.number(of: hour)
        guard criteria.holds(hour: number) else { return }
        tally.sum.take(hour, day: fact.day)
        if number == peakHour { tally.sum.atAccountPeak = hour.atAccountPeak }
        tally.hold(hour, against: accounts[number], limit, criteria)
      }
      tallies[place] = tally
    }
  }
}

/// The hours of all keys together, by their number since 1970.
private struct AccountHours {
  private(set) var peak = Peak()
  private(set) var peakHour: Int64?
  private(set) var requests = 0
  /// No second of the hours had more.
  private(set) var most = 0
  private var first: Int64 = 0
  /// The highest rate, and what came late, of each hour from the first day to the last.
  private var rates: [(peak: Int, late: Int)] = []

  init(_ hourly: [HourlyRateFact], _ criteria: HotKeyCriteria) {
    let facts = hourly.filter { $0.kind == .account }
    guard let first = facts.map(\.day).min(), let last = facts.map(\.day).max() else { return }
    self.first = Int64(first) * 24
    rates = Array(repeating: (0, 0), count: (Int(last) - Int(first) + 1) * 24)
    for fact in facts {
      fact.hours.forEach { hour in
        let number = fact.number(of: hour)
        guard criteria.holds(hour: number) else { return }
        rates[Int(number - self.first)] = (hour.peak, hour.late)
        requests += hour.requests
        most = max(most, hour.peak + hour.late)
        if peak.raise(to: hour.peak, second: Int(hour.second), day: fact.day) { peakHour = number }
      }
    }
  }

  subscript(hour: Int64) -> (peak: Int, late: Int) {
    let place = Int(hour - first)
    return rates.indices.contains(place) ? rates[place] : (0, 0)
  }
}

extension HourlyRateFact {
  /// Hours since 1970.
  fileprivate func number(of hour: HourOfRate) -> Int64 { Int64(day) * 24 + Int64(hour.hour) }
}

extension HotKeyCriteria {
  /// The whole hour is looked at.
  fileprivate func holds(hour: Int64) -> Bool {
    hour * 3600 >= since?.rawValue ?? .min && (hour + 1) * 3600 <= until?.rawValue ?? .max
  }
}

extension RateSum.Key {
  fileprivate mutating func take(_ hour: HourOfRate, day: Int32) {
    requests += hour.requests
    throttled += hour.throttled
    peak.raise(to: hour.peak, second: Int(hour.second), day: day)
  }
}

extension KeyTally {
  /// The seconds over the threshold are known where the account had none: with what came late, it had
  /// no second above its peak and that.
  fileprivate mutating func hold(
    _ hour: HourOfRate,
    against account: (peak: Int, late: Int),
    _ limit: QuotaLimit,
    _ criteria: HotKeyCriteria
  ) {
    guard account.peak + account.late >= limit.requests else { return }
    isToldByHours = true
    guard account.peak >= limit.requests else { return }
    carriesShare =
      carriesShare || Double(hour.atAccountPeak) / Double(account.peak) >= criteria.share
  }
}
