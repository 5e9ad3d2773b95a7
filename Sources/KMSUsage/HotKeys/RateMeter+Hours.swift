import KMSModel

// Days of which only the hours are kept.
extension RateMeter {
  /// Whole hours of the seconds looked at: of a part of one nothing is known.
  ///
  /// They are earlier than all days that are measured second by second, so that of equal peaks theirs
  /// is told.
  mutating func take(_ hourly: [HourlyRateFact], limit: QuotaLimit) {
    let accounts = hours(of: hourly.filter { $0.kind == .account })
    var peakHour: Int64?
    for hour in accounts.sorted(by: { $0.key < $1.key }) {
      let before = peak.rate
      peak.raise(to: hour.value.peak, second: Int(hour.value.second), day: Int32(hour.key / 24))
      if peak.rate > before { peakHour = hour.key }
    }
    let keys = Dictionary(grouping: hourly.filter { $0.kind == .key }, by: \.key)
    for (key, own) in keys {
      let hours = hours(of: own)
      let place = place(of: key)
      for hour in hours.sorted(by: { $0.key < $1.key }) {
        tallies[place].take(hour.value, day: Int32(hour.key / 24))
        if hour.key == peakHour { tallies[place].atAccountPeak = hour.value.atAccountPeak }
        if let account = accounts[hour.key] {
          tallies[place].hold(hour.value, against: account, limit, criteria)
        }
      }
    }
  }

  /// By hours since 1970.
  private func hours(of facts: [HourlyRateFact]) -> [Int64: HourOfRate] {
    let first = criteria.since?.rawValue ?? .min
    let end = criteria.until?.rawValue ?? .max
    var hours: [Int64: HourOfRate] = [:]
    for fact in facts {
      for hour in fact.hours {
        let number = Int64(fact.day) * 24 + Int64(hour.hour)
        if number * 3600 >= first, (number + 1) * 3600 <= end { hours[number] = hour }
      }
    }
    return hours
  }
}

extension KeyTally {
  fileprivate mutating func take(_ hour: HourOfRate, day: Int32) {
    requests += hour.requests
    throttled += hour.throttled
    peak.raise(to: hour.peak, second: Int(hour.second), day: day)
  }

  /// The seconds over the threshold are known where the account had none: with what came late, it had
  /// no second above its peak and that.
  fileprivate mutating func hold(
    _ hour: HourOfRate,
    against account: HourOfRate,
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
