import KMSModel

/// Measures one group (charged account, Region, quota family) after the other, day by day, in
/// arrays with a place for each second of a day, which are used again for every day.
struct RateMeter {
  let criteria: HotKeyCriteria
  /// Requests in each second of the day at hand; all zero between days.
  private var accountRate = [Int](repeating: 0, count: 86400)
  private var keyRate = [Int](repeating: 0, count: 86400)
  private var samples: [(second: Int, count: Int)] = []
  /// The part of `samples` that each entry of the day owns.
  private var sampleEnds: [Int] = []
  var tallies: [KeyTally] = []
  /// By key symbol, the place in `tallies`, or -1.
  private var places: [Int32]
  var peak = Peak()

  init(symbolCount: Int, criteria: HotKeyCriteria) {
    self.criteria = criteria
    places = [Int32](repeating: -1, count: symbolCount)
  }

  /// Measures one group, whose entries are sorted by day and key.
  ///
  /// - Parameters:
  ///   - group: places of the rates of which every second is kept.
  ///   - rates: of all groups.
  ///   - hourly: what is kept of earlier days of the group.
  ///   - limit: of the group.
  mutating func measure(
    _ group: ArraySlice<RateOrder>,
    of rates: [RateFact],
    after hourly: [HourlyRateFact],
    limit: QuotaLimit
  ) {
    for tally in tallies { places[Int(tally.key)] = -1 }
    tallies.removeAll(keepingCapacity: true)
    peak = Peak()
    take(hourly, limit: limit)
    var rest = group
    while let first = rest.first {
      let day = rest.prefix { $0.day == first.day }
      rest = rest[day.endIndex...]
      unpack(day, of: rates)
      let isPeakDay = addUp(day, of: rates)
      if isPeakDay { for index in tallies.indices { tallies[index].atAccountPeak = 0 } }
      tallyKeys(day, of: rates, limit: limit, isPeakDay: isPeakDay)
      for sample in samples { accountRate[sample.second] = 0 }
    }
  }

  private mutating func unpack(_ day: ArraySlice<RateOrder>, of rates: [RateFact]) {
    samples.removeAll(keepingCapacity: true)
    sampleEnds.removeAll(keepingCapacity: true)
    let midnight = Int64(day.first?.day ?? 0) * 86400
    let first = max(0, (criteria.since?.rawValue ?? .min / 2) - midnight)
    let end = min(86400, (criteria.until?.rawValue ?? .max / 2) - midnight)
    for entry in day {
      rates[entry.index].seconds.forEach { second, count in
        if second >= first, second < end { samples.append((Int(second), count)) }
      }
      sampleEnds.append(samples.count)
    }
  }

  /// Sums the account's rate; true when the day holds the group's highest second so far.
  private mutating func addUp(_ day: ArraySlice<RateOrder>, of rates: [RateFact]) -> Bool {
    var highest = Peak()
    var start = 0
    for (end, entry) in zip(sampleEnds, day) {
      if rates[entry.index].kind == .request {
        for sample in samples[start..<end] {
          accountRate[sample.second] += sample.count
          highest.raise(to: accountRate[sample.second], second: sample.second, day: entry.day)
        }
      }
      start = end
    }
    guard highest.rate > peak.rate else { return false }
    peak = highest
    return true
  }

  private mutating func tallyKeys(
    _ day: ArraySlice<RateOrder>,
    of rates: [RateFact],
    limit: QuotaLimit,
    isPeakDay: Bool
  ) {
    var start = 0
    var number = 0
    var rest = day
    while let first = rest.first {
      let place = place(of: first.key)
      let keyStart = start
      while let entry = rest.first, entry.key == first.key {
        let own = start..<sampleEnds[number]
        if rates[entry.index].kind == .throttled {
          for sample in samples[own] { tallies[place].throttled += sample.count }
        } else {
          for sample in samples[own] { keyRate[sample.second] += sample.count }
        }
        start = own.upperBound
        number += 1
        rest = rest.dropFirst()
      }
      tallySeconds(
        keyStart..<start,
        day: first.day,
        place: place,
        limit: limit,
        peakSecond: isPeakDay ? peak.second : -1
      )
    }
  }

  /// Takes the key's rate out of `keyRate`, second by second: a second that several series have
  /// is seen once.
  private mutating func tallySeconds(
    _ own: Range<Int>,
    day: Int32,
    place: Int,
    limit: QuotaLimit,
    peakSecond: Int
  ) {
    var tally = tallies[place]
    for sample in samples[own] where keyRate[sample.second] > 0 {
      let count = keyRate[sample.second]
      keyRate[sample.second] = 0
      tally.requests += count
      tally.peak.raise(to: count, second: sample.second, day: day)
      if sample.second == peakSecond { tally.atAccountPeak = count }
      let accountCount = accountRate[sample.second]
      if accountCount >= limit.requests {
        tally.secondsOverThreshold += 1
        tally.carriesShare =
          tally.carriesShare || Double(count) / Double(accountCount) >= criteria.share
      }
    }
    tallies[place] = tally
  }

  mutating func place(of key: Symbol) -> Int {
    if places[Int(key)] < 0 {
      places[Int(key)] = Int32(tallies.count)
      tallies.append(KeyTally(key: key))
    }
    return Int(places[Int(key)])
  }

  /// What was measured last, in no particular order.
  func rows(
    _ names: (account: String, region: String, family: String),
    symbols: [String],
    limit: QuotaLimit
  ) -> [HotKey] {
    tallies.filter { $0.requests > 0 }.map { tally in
      HotKey(
        chargedAccount: names.account,
        region: names.region,
        quotaFamily: names.family,
        keyARN: symbols[Int(tally.key)],
        requests: tally.requests,
        peakRPS: tally.peak.rate,
        peakAt: tally.peak.time,
        accountPeakRPS: peak.rate,
        accountPeakAt: peak.time,
        quotaRPS: limit.quota,
        accountPeakUtilization: limit.quota.map { Double(peak.rate) / $0 },
        keyShareOfAccountPeak: Double(tally.atAccountPeak) / Double(max(1, peak.rate)),
        secondsOverThreshold: tally.isToldByHours ? nil : tally.secondsOverThreshold,
        throttled: tally.throttled,
        isHot: names.account.isEmpty ? false : tally.isHot
      )
    }
  }
}

struct KeyTally {
  let key: Symbol
  var requests = 0
  var peak = Peak()
  var atAccountPeak = 0
  var secondsOverThreshold = 0
  var carriesShare = false
  var throttled = 0
  /// The account had, or may have, reached the threshold in an hour of which the seconds are gone.
  var isToldByHours = false

  init(key: Symbol) { self.key = key }

  var isHot: Bool? {
    throttled > 0 || carriesShare ? true : isToldByHours ? nil : false
  }
}

/// The highest rate, and the earliest second that had it.
struct Peak {
  private(set) var rate = 0
  private(set) var second = 0
  private var day: Int32 = 0

  var time: Timestamp { Timestamp(Int64(day) * 86400 + Int64(second)) }

  /// - Returns: whether this is the highest so far, or the earliest of equal ones.
  @discardableResult
  mutating func raise(to rate: Int, second: Int, day: Int32) -> Bool {
    guard rate > 0,
      rate > self.rate || rate == self.rate && (day, second) < (self.day, self.second)
    else { return false }
    self.rate = rate
    self.second = second
    self.day = day
    return true
  }
}
