import KMSModel
import KMSUsage
import TestSupport
import Testing

/// Rates of accounts, seconds and courses, held against the rows of keys and against each other.
@Suite struct `Rates of accounts` {
  private static let criteria: HotKeyCriteria = {
    var criteria = HotKeyCriteria()
    criteria.since = Timestamp(86400 + 5)
    criteria.until = Timestamp(86400 * 3 - 5)
    return criteria
  }()

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `are those of their seconds`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let rates = RateFact.random(using: &random)
    let rows = HotKeys.accounts(
      in: rates.shuffled(using: &random),
      symbols: symbols,
      criteria: Self.criteria,
      quota: quota
    )
    let keys = SlowHotKeys.all(in: rates, criteria: Self.criteria)
    #expect(!rows.isEmpty)
    for row in rows {
      var counts: [Int64: Int] = [:]
      for rate in rates.of(row) where rate.kind == .request {
        rate.forEach(Self.criteria) { counts[$0, default: 0] += $1 }
      }
      let peak = counts.values.max() ?? 0
      #expect(row.requests == counts.values.reduce(0, +), "seed \(seed)")
      #expect(row.peakRPS == peak, "seed \(seed)")
      #expect(row.peakAt.rawValue == counts.filter { $0.value == peak }.keys.min(), "seed \(seed)")
      let limit = row.quotaRPS.map { $0 * 0.8 } ?? .infinity
      #expect(row.secondsOverThreshold == counts.values.count { Double($0) >= limit })
      let own = keys.filter {
        ($0.chargedAccount, $0.region) == (row.chargedAccount, row.region)
      }
      #expect(row.keys == own.count, "seed \(seed)")
      #expect(row.throttled >= own.map(\.throttled).reduce(0, +), "seed \(seed)")
      #expect(own.allSatisfy { $0.accountPeakRPS == peak && $0.accountPeakAt == row.peakAt })
      let top = own.map(\.keyShareOfAccountPeak).max()
      #expect(row.topKeyShare == top, "seed \(seed)")
      #expect(own.contains { $0.keyARN == row.topKeyARN && $0.keyShareOfAccountPeak == top })
    }
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `are told second by second, over midnight too`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let rates = RateFact.random(using: &random)
    let window = Timestamp(86400 - 20)...Timestamp(86400 + 20)
    let pictures = HotKeys.seconds(
      window,
      in: rates.shuffled(using: &random),
      symbols: symbols,
      quota: quota
    )
    #expect(!pictures.isEmpty)
    for picture in pictures {
      #expect(picture.seconds.map(\.time.rawValue) == Array(86380...86420))
      for second in picture.seconds {
        var criteria = HotKeyCriteria()
        (criteria.since, criteria.until) = (second.time, Timestamp(second.time.rawValue + 1))
        let row = HotKeys.accounts(in: rates, symbols: symbols, criteria: criteria, quota: quota)
          .first { ($0.chargedAccount, $0.region) == (picture.chargedAccount, picture.region) }
        #expect(second.requests == row?.requests ?? 0, "seed \(seed)")
        if let row {
          #expect(second.throttled == row.throttled && second.topKeyARN == row.topKeyARN)
        }
      }
    }
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `have the peak of their course`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let rates = RateFact.random(using: &random)
    let course = try #require(
      RateCourse(
        rates,
        days: 0...3,
        keys: ["", "k1", "to"],
        symbols: symbols,
        criteria: Self.criteria
      )
    )
    #expect(course.period == Timestamp(86405)..<Timestamp(86400 * 3 - 5))
    for row in SlowHotKeys.all(in: rates, criteria: Self.criteria) {
      func place(_ key: String?) -> RateCourse.Place {
        RateCourse.Place(
          chargedAccount: row.chargedAccount,
          region: row.region,
          quotaFamily: row.quotaFamily,
          keyARN: key
        )
      }
      #expect(course.peaks[place(nil)]?.max() ?? 0 == row.accountPeakRPS)
      #expect((course.peaks[place(row.keyARN)] == nil) == (row.keyARN == "k2"))
      guard let own = course.peaks[place(row.keyARN)] else { continue }
      #expect(own.count == 16 && own.max() == row.peakRPS, "seed \(seed)")
      // The first part is that of the earliest peak.
      let part = (row.peakAt.rawValue - 86405) / 10800
      #expect(own[Int(part)] == row.peakRPS, "seed \(seed)")
    }
  }

  @Test func `of a period shorter than the parts have as many as seconds`() throws {
    let rates = [RateFact.rate("A", "k", seconds: [(3, 1), (5, 7)])]
    var criteria = HotKeyCriteria()
    (criteria.since, criteria.until) = (Timestamp(2), Timestamp(6))
    let course = try #require(
      RateCourse(rates, days: 0...0, keys: ["k"], symbols: symbols, criteria: criteria)
    )
    #expect(Set(course.peaks.values) == [[0, 1, 0, 7]])
    #expect(RateCourse([], days: nil, keys: [], symbols: symbols, criteria: criteria) == nil)
  }
}

extension [RateFact] {
  fileprivate func of(_ row: AccountRate) -> [RateFact] {
    filter {
      symbols[Int($0.chargedAccount)] == row.chargedAccount && symbols[Int($0.region)] == row.region
    }
  }
}

extension RateFact {
  fileprivate func forEach(_ criteria: HotKeyCriteria, _ body: (Int64, Int) -> Void) {
    seconds.forEach { second, count in
      let time = Int64(day) * 86400 + Int64(second)
      if Timestamp(time) >= criteria.since ?? Timestamp(0),
        Timestamp(time) < criteria.until ?? Timestamp(.max)
      {
        body(time, count)
      }
    }
  }
}
