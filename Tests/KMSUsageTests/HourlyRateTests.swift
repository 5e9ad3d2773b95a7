import KMSModel
import KMSUsage
import TestSupport
import Testing

@Suite struct `Hours of rates` {
  private static let day: Int64 = 86400

  private func fold(_ rates: [RateFact], days: ClosedRange<Int32>) -> [HourlyRateFact] {
    days.flatMap { day in
      HourlyRateFact.folding(
        rates.filter { $0.day == day }.sorted { $0.comesBefore($1) },
        into: []
      )
    }
  }

  private func hotKeys(
    _ rates: [RateFact],
    _ hourly: [HourlyRateFact],
    _ criteria: HotKeyCriteria = HotKeyCriteria()
  ) -> [HotKey] {
    HotKeys.all(in: rates, hourly: hourly, symbols: symbols, criteria: criteria, quota: quota)
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `tell all that the seconds do, but the seconds over the threshold`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let rates = RateFact.random(using: &random)
    let folded: ClosedRange<Int32> = 0...Int32.random(in: 0...3, using: &random)
    let hourly = fold(rates, days: folded).shuffled(using: &random)
    let rows = hotKeys(rates.filter { !folded.contains($0.day) }, hourly)
    let exact = SlowHotKeys.all(in: rates, criteria: HotKeyCriteria())
    #expect(rows.map(\.withoutSeconds) == exact.map(\.withoutSeconds))
    for (row, exact) in zip(rows, exact) {
      if let told = row.secondsOverThreshold { #expect(told == exact.secondsOverThreshold) }
      if let told = row.isHot { #expect(told == exact.isHot) }
    }
  }

  @Test func `say that no second was over the threshold where none was`() {
    let rates = [RateFact.rate("A", "k1", seconds: [(10, 79)])]
    #expect(hotKeys([], fold(rates, days: 0...0)).map(\.secondsOverThreshold) == [0])
    #expect(hotKeys([], fold(rates, days: 0...0)).map(\.isHot) == [false])
  }

  @Test func `tell a hot key by its part of an hour's peak, and no key cold that may be hot`() {
    let rates = [
      RateFact.rate("A", "k1", seconds: [(10, 90)]), .rate("A", "k2", seconds: [(9, 1)]),
      .rate("A", "k2", day: 1, seconds: [(9, 1)]),
    ]
    let rows = hotKeys([], fold(rates, days: 0...1))
    #expect(rows.map(\.keyARN) == ["k1", "k2"])
    #expect(rows.map(\.isHot) == [true, nil])
    #expect(rows.map(\.secondsOverThreshold) == [nil, nil])
  }

  @Test func `count whole within the asked period, or not at all`() {
    let rates = [RateFact.rate("A", "k1", seconds: [(3599, 1), (3600, 2), (7200, 4)])]
    var criteria = HotKeyCriteria()
    criteria.since = Timestamp(1)
    criteria.until = Timestamp(7200)
    #expect(hotKeys([], fold(rates, days: 0...0), criteria).map(\.requests) == [2])
  }

  @Test func `keep the second of a peak when more comes late`() throws {
    let known = fold([.rate("A", "k1", seconds: [(10, 5), (20, 3)])], days: 0...0)
    let late = [
      RateFact.rate("A", "k1", seconds: [(10, 1), (20, 9)]),
      .rate("A", "k2", seconds: [(10, 2), (30, 4), (3600, 7)]),
    ].sorted { $0.comesBefore($1) }
    let facts = HourlyRateFact.folding(late, into: known)
    let rows = hotKeys([], facts)
    let (first, second) = try (#require(rows.first { $0.keyARN == "k1" }), #require(rows.last))
    #expect(first.requests == 18)
    #expect((first.peakRPS, first.peakAt) == (6, Timestamp(10)))
    #expect((first.accountPeakRPS, first.accountPeakAt) == (8, Timestamp(10)))
    #expect(first.keyShareOfAccountPeak == 0.75)
    #expect(second.requests == 13)
    #expect((second.peakRPS, second.peakAt) == (7, Timestamp(3600)))
    #expect(second.keyShareOfAccountPeak == 0.25)
    let account = try #require(facts.first { $0.kind == .account })
    #expect(account.hours.all.map(\.late) == [16, 0])
  }

  @Test func `leave open whether an account reached the threshold by what came late`() {
    let known = fold([.rate("A", "k1", seconds: [(10, 75)])], days: 0...0)
    for (count, seconds) in [(4, 0 as Int?), (5, nil)] {
      let late = [RateFact.rate("A", "k1", seconds: [(11, count)])]
      let rows = hotKeys([], HourlyRateFact.folding(late, into: known))
      #expect(rows.map(\.secondsOverThreshold) == [seconds])
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `come back from their bytes`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for fact in fold(RateFact.random(using: &random), days: 0...3) {
      let packed = fact.hours.packed
      #expect(HourCounts(packed: packed) == fact.hours)
      #expect(HourCounts(packed: Array(packed.dropLast())) == nil)
      #expect(HourCounts(packed: packed + packed) == nil)
    }
  }

  @Test(arguments: [[24, 1, 1, 1, 1, 1, 1], [0, 1, 1, 0x90, 0x1C, 1, 1, 1], [0xFF, 0xFF]])
  func `are not made of any bytes`(bytes: [UInt8]) {
    #expect(HourCounts(packed: bytes) == nil)
  }
}

extension HotKey {
  /// What hours tell as well.
  fileprivate var withoutSeconds: HotKey {
    var row = self
    (row.secondsOverThreshold, row.isHot) = (nil, nil)
    return row
  }
}
