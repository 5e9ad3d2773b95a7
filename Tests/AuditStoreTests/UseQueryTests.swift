import GRDB
import KMSModel
import KMSUsage
import TestSupport
import Testing

@testable import AuditStore

@Suite struct `use is added up` {
  private static let seeds: [UInt64] = [71, 72, 73]

  /// By hand, from the facts.
  private func sums(_ facts: UsageFacts, by dimensions: [UseDimension]) -> [UseSum] {
    var sums: [[String]: UseSum] = [:]
    for fact in facts.usage {
      var sum = UseSum(
        values: dimensions.map { facts.text(of: $0, fact) },
        firstSeen: fact.firstSeen,
        lastSeen: fact.lastSeen,
        exampleEventID: fact.exampleEventID
      )
      (sum.ok, sum.denied) = (fact.ok, fact.denied)
      (sum.throttled, sum.failed) = (fact.throttled, fact.failed)
      if sums[sum.values]?.add(sum) == nil { sums[sum.values] = sum }
    }
    return sums.values.sorted(by: UseSum.comesBefore)
  }

  @Test(arguments: seeds)
  func `whatever the texts and numbers are`(seed: UInt64) throws {
    let facts = UsageFacts.random(seed: seed)
    let store = try AuditStore.inMemory()
    try store.commit(facts)
    let all: [[UseDimension]] = [
      [], [.account], [.day], [.key, .owner], [.attribution, .region],
      UseDimension.allCases.filter { $0 != .resource },
    ]
    for dimensions in all {
      var query = UseQuery()
      query.dimensions = dimensions
      let found = try store.uses(query).sums.sorted(by: UseSum.comesBefore)
      #expect(found == sums(facts, by: dimensions), "seed \(seed), by \(dimensions)")
    }
  }

  /// Random contexts have nothing to do with the counts of their uses.
  @Test(arguments: seeds, [1, 3])
  func `and divided by its contexts, on several threads too`(seed: UInt64, jobs: Int) throws {
    let facts = UsageFacts.random(seed: seed)
    let file = try StoreFile()
    let store = try AuditStore.open(path: file.path)
    try store.commit(facts)
    var query = UseQuery()
    query.dimensions = [.resource]
    let uses = try store.usesInContexts(query, jobs: jobs).uses
    func requests(_ access: [AccessFact]) -> Int {
      access.reduce(0) { $0 + ($1.seconds.span?.total ?? 0) }
    }
    var rest = 0
    for (place, use) in facts.usage.enumerated() {
      let parts = facts.access.filter { $0.usage == Int32(place) }
      rest += parts.isEmpty ? use.requests : max(0, use.requests - requests(parts))
    }
    let without = uses.filter { $0.context == nil }.reduce(0) { $0 + $1.use.requests }
    #expect(without == rest, "seed \(seed)")
    let texts = Dictionary(grouping: facts.access) { facts.accessTexts[Int($0.context)] }
    for (text, access) in texts {
      let found = uses.filter { $0.context?.text == text }.reduce(0) { $0 + $1.use.requests }
      #expect(found == requests(access), "seed \(seed)")
    }
    #expect(uses.count > texts.count, "seed \(seed)")
  }

  /// Uses over some hundred days, few enough that each is there on many.
  private func facts(_ days: Range<Int32>, _ random: inout SplitMix) -> UsageFacts {
    var facts = UsageFacts()
    facts.symbols = ["", "a", "b", "c"]
    for day in days where day % 7 != 3 {
      for _ in 0..<3 {
        func symbol() -> Symbol { Symbol.random(in: 0..<4, using: &random) }
        let use = Use(
          key: symbol(),
          keyAccount: 0,
          region: 0,
          consumerAccount: symbol(),
          attribution: .identity,
          principal: 0,
          service: 0,
          operation: symbol()
        )
        let first = Int64(day) * 86400 + Int64.random(in: 0..<40_000, using: &random)
        var fact = UsageFact(
          use: use,
          day: day,
          firstSeen: Timestamp(first),
          lastSeen: Timestamp(first + Int64.random(in: 0..<40_000, using: &random)),
          exampleEventID: ["", "e\(UInt8.random(in: 0 ... .max, using: &random))"]
            .randomElement(using: &random) ?? ""
        )
        fact.ok = Int.random(in: 0...2, using: &random)
        fact.failed = Int.random(in: 1...9, using: &random)
        if !facts.usage.contains(where: { $0.use == use && $0.day == day }) {
          facts.usage.append(fact)
        }
      }
    }
    facts.usage.sort { $0.comesBefore($1) }
    return facts
  }

  /// Nights, of which some bring what is new of old days.
  @Test func `over any days, by whatever spans of them the store has`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    let store = try AuditStore.inMemory()
    let begin: Int32 = 20_000
    for night: Int32 in 1...8 {
      let end = begin + night * 50
      let late = night == 5 ? begin + 60..<begin + 62 : end..<end
      var new = facts(end - 50..<end, &random)
      new.usage = (new.usage + facts(late, &random).usage).sorted { $0.comesBefore($1) }
      let scan = try store.beginScan()
      try scan.write(new, summary: [:], openFrom: end - 50, nextOpenFrom: end - 7)
      try scan.commit()
    }
    let spans = try store.queue.read { database in
      try [4, 16, 64, 256].indices.map { level in
        try Int.fetchOne(
          database,
          sql: "SELECT count(DISTINCT id >> 32) FROM usage_span WHERE id >> 58 = \(level + 1)"
        ) ?? 0
      }
    }
    // Of 393 days from 20,000 on; the largest two begin before them.
    #expect(spans == [98, 24, 6, 1])
    #expect(try store.contradictedSpans() == 0)
    let whole = try store.load().facts
    for number in 0..<60 {
      var days = whole
      var query = UseQuery()
      query.dimensions = [[.key, .account], [.operation], []].randomElement(using: &random) ?? []
      query.hasSucceeded = number % 4 == 0
      let bounds = (0..<2).map { _ in Int32.random(in: begin - 5...begin + 405, using: &random) }
      if number > 0, bounds[0] != bounds[1] {
        let (first, end) = (Int64(bounds.min() ?? 0) * 86400, Int64(bounds.max() ?? 0) * 86400)
        query.since = Timestamp(first + (number % 3 == 0 ? 30_000 : 0))
        query.until = Timestamp(end - (number % 5 == 0 ? 20_000 : 0))
      }
      days.usage.removeAll { fact in
        fact.firstSeen < query.since ?? fact.firstSeen
          || query.until.map { fact.lastSeen >= $0 } == true
          || query.hasSucceeded && fact.ok == 0
      }
      let found = try store.uses(query).sums.sorted(by: UseSum.comesBefore)
      #expect(found == sums(days, by: query.dimensions), "seed \(seed), number \(number)")
    }
  }

  @Test func `in an empty store to nothing`() throws {
    let store = try AuditStore.inMemory()
    var query = UseQuery()
    #expect(try store.uses(query) == UseSums())
    query.dimensions = [.account]
    #expect(try store.uses(query) == UseSums())
    query.since = Timestamp(1)
    #expect(try store.uses(query) == UseSums())
  }
}

extension UsageFacts {
  fileprivate func text(of dimension: UseDimension, _ fact: UsageFact) -> String {
    func text(_ symbol: Symbol) -> String { symbols[Int(symbol)] }
    return switch dimension {
    case .account: text(fact.use.consumerAccount)
    case .key: text(fact.use.key)
    case .owner: text(fact.use.keyAccount)
    case .region: text(fact.use.region)
    case .principal: text(fact.use.principal)
    case .service: text(fact.use.service)
    case .operation: text(fact.use.operation)
    case .resource: ""
    case .day: Timestamp(Int64(fact.day) * 86400).dayText
    case .attribution: fact.use.attribution.text
    }
  }
}
