import AuditStore
import KMSModel
import KMSUsage
import Testing

@Suite struct `first and last use` {
  /// Few texts, so that uses have days in common.
  private static let symbols = ["", "a", "b", "key-1", "key-2", "key-3", "op", "read"]

  private static func facts(seed: UInt64) -> UsageFacts {
    var random = SeededGenerator(seed: seed)
    var facts = UsageFacts()
    facts.symbols = symbols
    for key in 3...5 as ClosedRange<Symbol> {
      for consumer in 1...2 as ClosedRange<Symbol> {
        for operation in 6...7 as ClosedRange<Symbol> {
          for day in 0..<20 as Range<Int32> where Int.random(in: 0..<8, using: &random) == 0 {
            facts.usage.append(random.use(key, consumer, operation, day))
          }
        }
      }
    }
    facts.usage.sort { $0.comesBefore($1) }
    return facts
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `are those of all days, looked at one by one`(seed: UInt64) throws {
    let facts = Self.facts(seed: seed)
    let store = try AuditStore.inMemory()
    try store.commit(facts)
    let query = UseSpanQuery(days: 12..<17, before: 5..<12)
    let found = try store.keySpans(query, isKey: { $0 != "key-3" }, isUse: { $0 == "op" })
    let uses = facts.usage.filter {
      $0.ok > 0 && $0.use.operation == 6 && $0.use.key != 5 && $0.day < 17
    }
    var expected: [String: [UsageFact]] = [:]
    for (key, uses) in Dictionary(grouping: uses, by: \.use.key) {
      let byConsumer = Dictionary(grouping: uses, by: \.use.consumerAccount)
      let isNew = byConsumer.values.contains { $0.allSatisfy { $0.day >= 12 } }
      let isSilent = uses.allSatisfy { $0.day < 12 } && uses.contains { $0.day >= 5 }
      if isNew || isSilent { expected[Self.symbols[Int(key)]] = uses }
    }
    #expect(Set(found.map(\.key)) == Set(expected.keys), "seed \(seed)")
    for key in found {
      let uses = expected[key.key] ?? []
      #expect(key.isUsed == uses.contains { $0.day >= 12 })
      for span in key.spans {
        let own = uses.filter { Self.symbols[Int($0.use.consumerAccount)] == span.consumerAccount }
        #expect(span.firstDay == own.map(\.day).min(), "seed \(seed)")
        expect(span.inDays, own.filter { span.firstDay >= 12 && $0.day >= 12 }, seed)
        expect(span.before, own.filter { !key.isUsed && (5..<12).contains($0.day) }, seed)
      }
      #expect(key.spans.count == Set(uses.map(\.use.consumerAccount)).count)
    }
  }

  private func expect(_ total: UseTotal?, _ facts: [UsageFact], _ seed: UInt64) {
    #expect((total == nil) == facts.isEmpty, "seed \(seed)")
    guard let total else { return }
    #expect(total.requests == facts.map { $0.requests - $0.denied }.reduce(0, +), "seed \(seed)")
    #expect(total.days == Set(facts.map(\.day)))
    #expect(total.firstSeen == facts.map(\.firstSeen).min())
    #expect(total.lastSeen == facts.map(\.lastSeen).max())
    #expect(total.exampleEventID == facts.map(\.exampleEventID).min())
  }

  @Test func `of keys that the logs do not tell are counted by account and Region`() throws {
    var random = SeededGenerator(seed: 7)
    var facts = UsageFacts()
    facts.symbols = ["", "a", "b", "op", "read", UnresolvedKey.unknownAlias.text]
    for (consumer, operation, day) in [(1, 3, 1), (1, 3, 2), (1, 4, 2), (2, 3, 2), (2, 3, 9)] {
      facts.usage.append(random.use(5, Symbol(consumer), Symbol(operation), Int32(day)))
      facts.usage[facts.usage.count - 1].ok = 10
    }
    let store = try AuditStore.inMemory()
    try store.commit(facts)
    let found = try store.unresolvedUse(1..<9) { $0 == "op" }
    #expect(found.map(\.consumerAccount) == ["a", "b"])
    #expect(found.map(\.requests) == [20, 10])
  }
}

extension SeededGenerator {
  /// A use with some requests, of which some days have refused ones alone.
  fileprivate mutating func use(
    _ key: Symbol,
    _ consumer: Symbol,
    _ operation: Symbol,
    _ day: Int32
  ) -> UsageFact {
    let second = Int64(day) * 86400 + Int64.random(in: 0..<40_000, using: &self)
    var fact = UsageFact(
      use: Use(
        key: key,
        keyAccount: 0,
        region: 0,
        consumerAccount: consumer,
        attribution: .identity,
        principal: consumer,
        service: 0,
        operation: operation
      ),
      day: day,
      firstSeen: Timestamp(second),
      lastSeen: Timestamp(second + 40_000),
      exampleEventID: "event \(next())"
    )
    fact.ok = Int.random(in: 0...2, using: &self)
    fact.denied = Int.random(in: 0...1, using: &self)
    return fact
  }
}
