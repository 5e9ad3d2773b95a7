import KMSModel
import KMSUsage
import TestSupport
import Testing

@Suite struct `Hot keys` {
  @Test func `a key is measured against the rate and quota of its account`() {
    let rows = HotKeys.all(in: [
      .rate("A", "k1", seconds: [(10, 50), (20, 80)]), .rate("A", "k2", seconds: [(10, 40)]),
    ])
    #expect(rows.map(\.keyARN) == ["k1", "k2"])
    #expect(rows.map(\.requests) == [130, 40])
    #expect(rows.map(\.peakRPS) == [80, 40])
    #expect(rows.map(\.peakAt.rawValue) == [20, 10])
    #expect(rows.allSatisfy { $0.accountPeakRPS == 90 && $0.accountPeakAt.rawValue == 10 })
    #expect(rows.allSatisfy { $0.quotaRPS == 100 && $0.accountPeakUtilization == 0.9 })
    #expect(rows.map(\.keyShareOfAccountPeak) == [50.0 / 90, 40.0 / 90])
    #expect(rows.map(\.secondsOverThreshold) == [2, 1])
    #expect(rows.map(\.isHot) == [true, true])
  }

  @Test func `the earliest of equal peaks is told, over days too`() {
    let rows = HotKeys.all(in: [
      .rate("A", "k", day: 1, seconds: [(3, 7), (9, 7)]),
      .rate("A", "k", day: 0, seconds: [(5, 7)]),
    ])
    #expect(rows.map(\.peakAt.rawValue) == [5])
    #expect(rows.map(\.accountPeakAt.rawValue) == [5])
  }

  @Test func `the second key of a ReEncrypt counts for the key and not again for the account`() {
    let rows = HotKeys.all(in: [
      .rate("A", "from", seconds: [(1, 10)]), .rate("A", "to", .secondKey, seconds: [(1, 10)]),
      .rate("A", "to", seconds: [(1, 5), (2, 1)]),
    ])
    #expect(rows.allSatisfy { $0.accountPeakRPS == 15 })
    #expect(rows.first { $0.keyARN == "to" }?.peakRPS == 15)
    #expect(rows.first { $0.keyARN == "to" }?.requests == 16)
    #expect(rows.first { $0.keyARN == "to" }?.keyShareOfAccountPeak == 1)
  }

  @Test func `a material share is asked for, or a throttled request`() {
    let rows = HotKeys.all(in: [
      .rate("A", "heavy", seconds: [(1, 91)]), .rate("A", "light", seconds: [(1, 9)]),
      .rate("A", "throttled", seconds: [(2, 1)]),
      .rate("A", "throttled", .throttled, seconds: [(2, 1)]),
    ])
    let hot = Dictionary(uniqueKeysWithValues: rows.map { ($0.keyARN, $0.isHot) })
    #expect(hot == ["heavy": true, "light": false, "throttled": true])
    #expect(rows.map(\.throttled).reduce(0, +) == 1)
  }

  @Test(arguments: [(54, 0), (55, 1), (56, 1)])
  func `reaching the threshold is enough`(requests: Int, seconds: Int) {
    var criteria = HotKeyCriteria()
    criteria.threshold = 0.55
    let rates = [RateFact.rate("A", "k", seconds: [(1, requests)])]
    let rows: [HotKey] = HotKeys.all(in: rates, criteria: criteria)
    #expect(rows.map(\.secondsOverThreshold) == [seconds])
  }

  @Test func `service load has neither quota nor heat and comes last`() {
    let rows = HotKeys.all(in: [
      .rate("", "a", seconds: [(1, 99)]), .rate("", "a", .throttled, seconds: [(1, 9)]),
      .rate("A", "z", seconds: [(1, 1)]),
    ])
    #expect(rows.map(\.chargedAccount) == ["A", ""])
    #expect(rows.last?.quotaRPS == nil)
    #expect(rows.last?.accountPeakUtilization == nil)
    #expect(rows.last?.isHot == false)
    #expect(rows.last?.throttled == 9)
  }

  @Test func `only the asked seconds count, the last of them excluded`() {
    let rates = [RateFact.rate("A", "k", seconds: [(1, 1), (2, 2), (3, 4), (4, 8)])]
    var criteria = HotKeyCriteria()
    criteria.since = Timestamp(2)
    criteria.until = Timestamp(4)
    #expect(HotKeys.all(in: rates, criteria: criteria).map(\.requests) == [6])
    criteria.since = Timestamp(5)
    criteria.until = nil
    #expect(HotKeys.all(in: rates, criteria: criteria).isEmpty)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a slow count gives the same rows`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let rates = RateFact.random(using: &random)
    var criteria = HotKeyCriteria()
    criteria.since = Timestamp(86400 + 5)
    criteria.until = Timestamp(86400 * 3 - 5)
    #expect(
      HotKeys.all(in: rates.shuffled(using: &random), criteria: criteria)
        == SlowHotKeys.all(in: rates, criteria: criteria)
    )
  }
}
