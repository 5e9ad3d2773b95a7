import GRDB
import KMSModel
import KMSUsage
import TestSupport
import Testing

@testable import AuditStore

/// What hot keys are by sums of days is what they are by seconds and hours.
@Suite struct `rates are added up` {
  private static let begin: Int32 = 19_920
  private static let symbols = ["", "A", "B", "eu", "f", "k1", "k2", "us"]

  /// Few seconds with many requests, and on some days one above all others.
  private func facts(_ days: Range<Int32>, _ random: inout SplitMix) -> UsageFacts {
    var facts = UsageFacts()
    facts.symbols = Self.symbols
    for day in days {
      var count = DayCount(day: day)
      count.requests = 1
      facts.days.append(count)
      let isBusy = Int.random(in: 0..<20, using: &random) == 0
      for account in [0, 1, 2] as [Symbol]
      where account == 1 || Int.random(in: 0..<5, using: &random) > 0 {
        for (key, region) in [(0, 3), (5, 3), (6, 3), (6, 7)] as [(Symbol, Symbol)] {
          for kind in [RateKind.request, .secondKey, .throttled]
          where Int.random(in: 0..<kind.rarity, using: &random) == 0 {
            let rate = RateFact(
              chargedAccount: account,
              region: region,
              quotaFamily: 4,
              key: key,
              kind: kind,
              day: day,
              seconds: .random(upTo: isBusy ? 60 : 6, using: &random)
            )
            facts.rates.append(rate)
          }
        }
      }
    }
    facts.usage = facts.days.map { .ofDay($0.day) }
    facts.rates.sort { $0.comesBefore($1) }
    return facts
  }

  /// Nights, of which some bring what is new of old days, and of which each makes days old.
  private func nights(_ random: inout SplitMix) throws -> AuditStore {
    let store = try AuditStore.inMemory()
    for night: Int32 in 1...8 {
      let end = Self.begin + night * 50
      var new = facts(end - 50..<end, &random)
      if night > 4 {
        for first in [end - 90, end - 220] { new = new.adding(facts(first..<first + 2, &random)) }
      }
      let scan = try store.beginScan()
      let openFrom = end - 7
      try scan.write(
        new,
        summary: ["open_from": "\(openFrom)"],
        openFrom: end - 50,
        nextOpenFrom: openFrom
      )
      var retention = Retention()
      (retention.rates, retention.use) = (120, 360)
      try scan.prune(retention, lastDay: end)
      try scan.commit()
    }
    return store
  }

  /// Two scans, of which the second makes the sums of all days.
  private func twoScans(seed: UInt64) throws -> AuditStore {
    var random = SplitMix(seed: seed)
    let (store, middle) = (try AuditStore.inMemory(), Self.begin + 40)
    try store.commit(facts(Self.begin..<middle, &random))
    #expect(try count(0, in: store) == 0)
    #expect(try store.rates(RateQuery()) { _ in .max }.sums.isEmpty)
    let scan = try store.beginScan()
    let new = facts(middle..<middle + 1, &random)
    try scan.write(new, summary: [:], openFrom: middle, nextOpenFrom: middle)
    try scan.commit()
    return store
  }

  private func count(_ level: Int, in store: AuditStore) throws -> Int {
    try store.queue.read { database in
      try Int.fetchOne(
        database,
        sql: "SELECT count(DISTINCT first_day) FROM rate_span WHERE days = ?",
        arguments: [DaySpans.lengths[level]]
      ) ?? 0
    }
  }

  private func query(_ random: inout SplitMix) -> RateQuery {
    var query = RateQuery()
    func moment() -> Timestamp {
      let day = Int64.random(in: 30...405, using: &random) + Int64(Self.begin)
      let second: Int64 = [0, 0, 0, 4000, 43_200].randomElement(using: &random) ?? 0
      return Timestamp(day * 86400 + second)
    }
    let bounds = [moment(), moment()].sorted()
    if Int.random(in: 0..<4, using: &random) > 0 { query.since = bounds[0] }
    if Int.random(in: 0..<4, using: &random) > 0, bounds[0] < bounds[1] { query.until = bounds[1] }
    query.chargedAccounts = [[], [], ["A"], ["", "B"]].randomElement(using: &random) ?? []
    query.regions = [[], [], ["us"]].randomElement(using: &random) ?? []
    query.keys = [[], [], ["k1"], ["k2"], ["no key"]].randomElement(using: &random) ?? []
    return query
  }

  @Test func `over any days, with any quota and threshold`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    let store = try nights(&random)
    // Of the days from 19,959 to 20,319; all but the last seven are settled.
    let counts = try DaySpans.lengths.indices.map { try count($0, in: store) }
    #expect(counts == [361, 88, 21, 5, 1], "seed \(seed)")
    #expect(try store.contradictedSpans() == 0, "seed \(seed)")
    var told: Set<String> = []
    for number in 0..<150 {
      let query = query(&random)
      let asked = Asked(query, &random)
      let all = try store.rates(query)
      let sums = try store.rates(query) { names in
        QuotaLimit(of: names, threshold: asked.criteria.threshold, quota: asked.quota).requests
      }
      #expect(sums.kept == all.kept && all.sums.isEmpty)
      #expect(sums.places == all.places, "seed \(seed), number \(number)")
      let rows = asked.keys(sums)
      #expect(rows == asked.keys(all), "seed \(seed), number \(number)")
      for row in rows where !sums.sums.isEmpty {
        told.insert(row.secondsOverThreshold.map { $0 > 0 ? "some" : "none" } ?? "not known")
      }
      // Of hours nothing is said of accounts.
      if all.hourly.isEmpty {
        #expect(asked.accounts(sums) == asked.accounts(all), "seed \(seed), number \(number)")
      }
    }
    #expect(told == ["some", "none", "not known"], "seed \(seed)")
  }

  @Test func `and seconds of some are those among all`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    let store = try nights(&random)
    for number in 0..<40 {
      let query = query(&random)
      let all = try store.rates(query)
      let shown = Set(all.places.filter { _ in Bool.random(using: &random) })
      let found = try store.seconds(of: shown, among: all.places, query)
      let expected = all.rates.filter { shown.contains(RatedPlace($0).names(all.symbols)) }
      #expect(
        found.rates.sorted { $0.comesBefore($1) } == expected.sorted { $0.comesBefore($1) },
        "seed \(seed), number \(number)"
      )
      let days = all.rates.map(\.day)
      #expect(found.days?.lowerBound == days.min() && found.days?.upperBound == days.max())
    }
  }

  /// Ten of forty accounts do not reach it, on thirty days of which twenty are folded.
  @Test func `and looked into where many accounts reached the threshold`() throws {
    let store = try AuditStore.inMemory()
    let last = Self.begin + 30
    for days in [Self.begin..<last, last..<last + 1] {
      let scan = try store.beginScan()
      try scan.write(
        .ofManyAccounts(days),
        summary: ["open_from": "\(last)"],
        openFrom: days.lowerBound,
        nextOpenFrom: last
      )
      var retention = Retention()
      (retention.rates, retention.use) = (10, nil)
      try scan.prune(retention, lastDay: last)
      try scan.commit()
    }
    let all = try store.rates(RateQuery())
    let found = try store.rates(RateQuery()) { $0.account.hasSuffix("0") ? .max : 1 }
    func isLookedInto(_ place: RatedPlace) -> Bool {
      !place.names(all.symbols).account.hasSuffix("0")
    }
    #expect(Set(found.rates) == Set(all.rates.filter { isLookedInto(RatedPlace($0)) }))
    let hours = all.hourly.filter { isLookedInto(RatedPlace($0)) }
    #expect(Set(found.hourly.map(\.hours)) == Set(hours.map(\.hours)))
    #expect(found.hourly.count == hours.count && !hours.isEmpty)
    #expect(!found.sums.isEmpty && !found.sums.map(\.place).contains(where: isLookedInto))
    #expect(found.sums.map(\.requests).reduce(0, +) == 10 * 31)
  }

  @Test func `by the second scan, since the first is to be a fast one`() throws {
    let store = try twoScans(seed: 5)
    #expect(try count(0, in: store) == 41)
    #expect(try store.rates(RateQuery()) { _ in .max }.rates.isEmpty)
  }

  private static let changes = [
    "requests = requests + 1", "peak = peak + 1", "peak_at = peak_at + 1", "most = most + 1",
    "keys = x''",
  ]

  @Test(arguments: changes)
  func `and told where a sum is not that of its days`(_ change: String) throws {
    let store = try twoScans(seed: 7)
    for length in DaySpans.lengths.prefix(3) {
      try store.queue.inDatabase { database in
        try database.inTransaction {
          try database.execute(
            sql: "UPDATE rate_span SET \(change) WHERE days = ? AND requests > 0",
            arguments: [length]
          )
          #expect(database.changesCount > 0)
          let spans = RateSpans(try FactReader(database, days: nil))
          #expect(try spans.contradictions() > 0, "\(length) days")
          return .rollback
        }
      }
    }
    #expect(try store.contradictedSpans() == 0)
  }

  @Test(arguments: [
    "requests = -1", "most = 1 << 60", "keys = x'FF'", "keys = x'05'", "keys = x'7F0000000000'",
    "keys = x'05808080808080808001000000'",
  ])
  func `but not from what no scan can have written`(_ change: String) throws {
    let store = try twoScans(seed: 8)
    try store.writing { try $0.execute(sql: "UPDATE rate_span SET \(change)") }
    #expect {
      _ = try store.rates(RateQuery()) { _ in .max }
    } throws: { error in
      (error as? StoreError)?.code == .damaged
    }
  }
}

/// What is asked of the rates of a query.
private struct Asked {
  var criteria = HotKeyCriteria()
  private let keys: Set<String>
  private let quotaOfA: Double

  init(_ query: RateQuery, _ random: inout SplitMix) {
    (criteria.since, criteria.until) = (query.since, query.until)
    criteria.threshold = Double.random(in: 0.05...1, using: &random)
    keys = query.keys
    quotaOfA = Double.random(in: 5...60, using: &random)
  }

  func quota(_ account: String, _ region: String, _ family: String) -> Double? {
    region == "us" ? nil : account == "A" ? quotaOfA : 80
  }

  func keys(_ stored: StoredRates) -> [HotKey] {
    HotKeys.all(
      in: stored.rates,
      hourly: stored.hourly,
      sums: stored.sums,
      symbols: stored.symbols,
      criteria: criteria,
      quota: quota
    )
    .filter { keys.isEmpty || keys.contains($0.keyARN) }
  }

  func accounts(_ stored: StoredRates) -> [AccountRate] {
    HotKeys.accounts(
      in: stored.rates,
      sums: stored.sums,
      symbols: stored.symbols,
      criteria: criteria,
      quota: quota
    )
  }
}

extension RateKind {
  /// One in so many series has them.
  fileprivate var rarity: Int {
    switch self {
    case .request: 1
    case .secondKey: 5
    case .throttled: 9
    }
  }
}

extension SecondCounts {
  fileprivate static func random(upTo most: Int, using random: inout SplitMix) -> SecondCounts {
    let seconds = (0..<8).map { _ in
      Int32.random(in: 0..<12, using: &random) * 3600 + Int32.random(in: 0..<3, using: &random)
    }
    var counts = SecondCounts()
    for second in Set(seconds).sorted() {
      counts.append(second: second, count: Int.random(in: 1...most, using: &random))
    }
    return counts
  }
}

extension UsageFacts {
  /// One request of each of forty a day.
  fileprivate static func ofManyAccounts(_ days: Range<Int32>) -> UsageFacts {
    var facts = UsageFacts()
    facts.symbols = [""] + (10..<50).map { "\($0 % 4 == 0 ? $0 * 10 : $0 * 10 + 1)" }
    for day in days {
      facts.usage.append(.ofDay(day))
      var count = DayCount(day: day)
      count.requests = 1
      facts.days.append(count)
      for account in 1...40 as ClosedRange<Symbol> {
        var seconds = SecondCounts()
        seconds.append(second: account, count: 1)
        facts.rates.append(
          RateFact(
            chargedAccount: account,
            region: 0,
            quotaFamily: 0,
            key: 0,
            kind: .request,
            day: day,
            seconds: seconds
          )
        )
      }
    }
    facts.rates.sort { $0.comesBefore($1) }
    return facts
  }
}

extension UsageFact {
  /// So that the store has use of the day.
  fileprivate static func ofDay(_ day: Int32) -> UsageFact {
    let use = Use(
      key: 5,
      keyAccount: 1,
      region: 3,
      consumerAccount: 1,
      attribution: .identity,
      principal: 0,
      service: 0,
      operation: 0
    )
    let time = Timestamp(Int64(day) * 86400)
    var fact = UsageFact(use: use, day: day, firstSeen: time, lastSeen: time, exampleEventID: "")
    fact.ok = 1
    return fact
  }
}
