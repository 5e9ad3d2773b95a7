import KMSModel
import KMSUsage
import TestSupport
import Testing

@Suite struct `Sums of rates` {
  private func sums(_ rates: [RateFact], hourly: [HourlyRateFact] = []) -> [RateSum] {
    HotKeys.sums(rates, hourly: hourly, symbolCount: symbols.count)
  }

  private func folded(_ rates: [RateFact], days: some Sequence<Int32>) -> [HourlyRateFact] {
    days.flatMap { day in
      HourlyRateFact.folding(
        rates.filter { $0.day == day }.sorted { $0.comesBefore($1) },
        into: []
      )
    }
  }

  /// Whichever days they are of, in whichever order, and whether their seconds are kept.
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `of days are joined to that of all of them`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let rates = RateFact.random(using: &random)
    let parts = (0...3 as ClosedRange<Int32>).flatMap { day in
      let own = rates.filter { $0.day == day }
      return Bool.random(using: &random)
        ? sums(own) : sums([], hourly: folded(rates, days: [day]))
    }
    .shuffled(using: &random)
    #expect(HotKeys.sums([], sums: parts, symbolCount: symbols.count) == sums(rates))
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `tell what the seconds do where none reached the threshold`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let rates = RateFact.random(using: &random)
    let days = Set((0...3 as ClosedRange<Int32>).filter { _ in Bool.random(using: &random) })
    func quota(_ account: String, _ region: String, _ family: String) -> Double? { 1_000 }
    let rows = HotKeys.all(
      in: rates.filter { !days.contains($0.day) },
      sums: sums(rates.filter { days.contains($0.day) }),
      symbols: symbols,
      quota: quota
    )
    #expect(rows == HotKeys.all(in: rates, symbols: symbols, quota: quota), "seed \(seed)")
  }

  @Test func `tell that a second may have had what came late to its hour`() {
    let known = folded([.rate("A", "k1", seconds: [(10, 5), (4000, 9)])], days: [0])
    let late = [RateFact.rate("A", "k1", seconds: [(11, 7)])]
    let all = sums([], hourly: HourlyRateFact.folding(late, into: known))
    #expect(all.map(\.peak.rate) == [9])
    #expect(all.map(\.most) == [12])
    #expect(all.map(\.requests) == [21])
  }
}
