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
  /// Of all keys; a request of two keys is one.
  private(set) var requests = 0
  private(set) var peak = Peak()
  /// No second had more requests.
  private(set) var most = 0
  /// Of days that are measured by the second.
  private(set) var secondsOverThreshold = 0

  init(symbolCount: Int, criteria: HotKeyCriteria) {
    self.criteria = criteria
    places = [Int32](repeating: -1, count: symbolCount)
  }

  /// - Parameters:
  ///   - measured: one group.
  ///   - limit: of the group.
  mutating func measure(_ measured: MeasuredPlace, limit: QuotaLimit) {
    for tally in tallies { places[Int(tally.sum.key)] = -1 }
    tallies.removeAll(keepingCapacity: true)
    peak = Peak()
    (requests, most, secondsOverThreshold) = (0, 0, 0)
    for sum in measured.sums { take(sum) }
    take(measured.hourly, limit: limit)
    var rest = measured.order
    while let first = rest.first {
      let day = rest.prefix { $0.day == first.day }
      rest = rest[day.endIndex...]
      unpack(day, of: measured.rates)
      let highest = addUp(day, of: measured.rates)
      most = max(most, highest.rate)
      tallyKeys(day, of: measured.rates, limit: limit, isPeakDay: raise(to: highest))
      clear(limit: limit)
    }
  }

  private mutating func take(_ sum: RateSum) {
    take(requests: sum.requests, most: sum.most)
    let isHighest = raise(to: sum.peak)
    for own in sum.keys {
      let place = place(of: own.key)
      tallies[place].sum.add(own)
      if isHighest { tallies[place].sum.atAccountPeak = own.atAccountPeak }
    }
  }

  mutating func take(requests: Int, most: Int) {
    self.requests += requests
    self.most = max(self.most, most)
  }

  /// A higher second, or the earlier of equal ones, takes the place of the one before.
  mutating func raise(to other: Peak) -> Bool {
    guard peak.raise(to: other) else { return false }
    for index in tallies.indices { tallies[index].sum.atAccountPeak = 0 }
    return true
  }

  private mutating func unpack(_ day: ArraySlice<RateOrder>, of rates: [RateFact]) {
    samples.removeAll(keepingCapacity: true)
    sampleEnds.removeAll(keepingCapacity: true)
    let midnight = Int64(day.first?.day ?? 0) * 86400
    let first = max(0, (criteria.since?.rawValue ?? .min / 2) - midnight)
    let end = min(86400, (criteria.until?.rawValue ?? .max / 2) - midnight)
    for entry in day {
      rates[entry.index].seconds.forEach { second, count in
        // A damaged store may tell of counts that no second has.
        guard second >= first, second < end, (1..<1 << 32).contains(count) else { return }
        samples.append((Int(second), count))
      }
      sampleEnds.append(samples.count)
    }
  }

  /// Sums the account's rate.
  private mutating func addUp(_ day: ArraySlice<RateOrder>, of rates: [RateFact]) -> Peak {
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
    return highest
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
          for sample in samples[own] { tallies[place].sum.throttled += sample.count }
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
      tally.sum.requests += count
      tally.sum.peak.raise(to: count, second: sample.second, day: day)
      if sample.second == peakSecond { tally.sum.atAccountPeak = count }
      let accountCount = accountRate[sample.second]
      if accountCount >= limit.requests {
        tally.secondsOverThreshold += 1
        tally.carriesShare =
          tally.carriesShare || Double(count) / Double(accountCount) >= criteria.share
      }
    }
    tallies[place] = tally
  }

  /// Takes the account's rate out of `accountRate`.
  private mutating func clear(limit: QuotaLimit) {
    for sample in samples where accountRate[sample.second] > 0 {
      requests += accountRate[sample.second]
      if accountRate[sample.second] >= limit.requests { secondsOverThreshold += 1 }
      accountRate[sample.second] = 0
    }
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
    _ names: RatedNames,
    symbols: [String],
    limit: QuotaLimit
  ) -> [HotKey] {
    tallies.filter { $0.sum.requests > 0 }.map { tally in
      HotKey(
        chargedAccount: names.account,
        region: names.region,
        quotaFamily: names.family,
        keyARN: symbols[Int(tally.sum.key)],
        requests: tally.sum.requests,
        peakRPS: tally.sum.peak.rate,
        peakAt: tally.sum.peak.time,
        accountPeakRPS: peak.rate,
        accountPeakAt: peak.time,
        quotaRPS: limit.quota,
        accountPeakUtilization: limit.quota.map { Double(peak.rate) / $0 },
        keyShareOfAccountPeak: tally.share(of: peak),
        secondsOverThreshold: tally.isToldByHours ? nil : tally.secondsOverThreshold,
        throttled: tally.sum.throttled,
        isHot: names.account.isEmpty ? false : tally.isHot
      )
    }
  }
}

struct KeyTally {
  var sum: RateSum.Key
  var secondsOverThreshold = 0
  var carriesShare = false
  /// The account had, or may have, reached the threshold in an hour of which the seconds are gone.
  var isToldByHours = false

  init(key: Symbol) { sum = RateSum.Key(key: key) }

  var isHot: Bool? {
    sum.throttled > 0 || carriesShare ? true : isToldByHours ? nil : false
  }

  /// Its part of the account's peak, 0…1.
  func share(of peak: Peak) -> Double { Double(sum.atAccountPeak) / Double(max(1, peak.rate)) }
}
