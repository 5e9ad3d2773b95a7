import AuditStore
import KMSModel
import KMSUsage
import Testing

@Suite struct `what is committed is loaded` {
  @Test(arguments: 1...20) func `random facts come back as they were`(_ seed: UInt64) throws {
    let facts = UsageFacts.random(seed: seed)
    let store = try AuditStore.inMemory()
    try store.commit(facts, summary: ["version": "1", "skipped.digest": "7"])
    let loaded = try store.load()
    #expect(loaded.facts.symbols == facts.symbols)
    #expect(loaded.facts.usage == facts.usage)
    #expect(loaded.facts.rates.map(\.packed) == facts.rates.map(\.packed))
    #expect(loaded.facts.access.map(\.packed) == facts.access.map(\.packed))
    #expect(loaded.facts.calls == facts.calls)
    #expect(loaded.facts.accessTexts == facts.accessTexts)
    #expect(loaded.facts.coverage == facts.coverage)
    #expect(loaded.facts.files == facts.files.map(\.withoutCoverage))
    #expect(loaded.facts.days == facts.days)
    #expect(loaded.facts.diagnostics == facts.diagnostics)
    #expect(loaded.facts.counters == facts.counters)
    #expect(loaded.summary["skipped.digest"] == "7")
  }

  @Test func `texts keep every byte`() throws {
    var facts = UsageFacts()
    facts.symbols = ["", "\u{0}", "a\u{0}b", "e\u{301}", "é", "'; DROP TABLE usage; --"]
    let store = try AuditStore.inMemory()
    try store.commit(facts)
    let loaded = try store.load().facts.symbols
    let sorted = facts.symbols.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    #expect(loaded.map { Array($0.utf8) } == sorted)
  }

  @Test func `a file keeps the facts for the next run`() throws {
    let file = try StoreFile()
    let facts = UsageFacts.random(seed: 21)
    try AuditStore.open(path: file.path).commit(facts)
    #expect(try AuditStore.openReadOnly(path: file.path).load().facts.usage == facts.usage)
    #expect(try AuditStore.open(path: file.path).load().facts.usage == facts.usage)
  }

  @Test func `a scan replaces the open days, adds to settled ones, and keeps the events`() throws {
    let (first, second) = (UsageFacts.random(seed: 1), UsageFacts.random(seed: 2))
    let store = try AuditStore.inMemory()
    let scan = try store.beginScan(reading: first.paths)
    try scan.add([.event("1", record: "{}")])
    try scan.commit(first, summary: ["old": "yes"])
    let openFrom: Int32 = 15_000
    try store.beginScan(reading: second.paths).commit(second, summary: [:], openFrom: openFrom)
    let loaded = try store.load()
    let expected = second.adding(first.keeping { $0 < openFrom })
    #expect(loaded.facts.words == expected.words)
    #expect(loaded.facts.days == expected.days)
    #expect(loaded.summary["old"] == nil)
    #expect(try store.evidence(names: ["CreateGrant"]).count == 1)
  }

  @Test func `a store without a scan has no facts`() throws {
    let loaded = try AuditStore.inMemory().load()
    #expect(loaded.facts.symbols == [""])
    #expect(loaded.facts.usage.isEmpty)
    #expect(loaded.facts.counters == RunCounters())
  }
}

// `SecondCounts` also holds where appending goes on, which no loaded one knows.
extension RateFact {
  fileprivate var packed: RateFact {
    var copy = self
    copy.seconds = SecondCounts(packed: seconds.packed)
    return copy
  }
}

extension AccessFact {
  fileprivate var packed: AccessFact {
    var copy = self
    copy.seconds = SecondCounts(packed: seconds.packed)
    return copy
  }
}

extension EvidenceFact {
  static func event(
    _ id: String,
    recipient: String = "111122223333",
    time: Int64 = 0,
    name: String = "CreateGrant",
    record: String
  ) -> EvidenceFact {
    EvidenceFact(
      eventID: id,
      recipientAccount: recipient,
      time: Timestamp(time),
      eventName: name,
      record: record
    )
  }
}

/// What a question reads without the rest of the store.
@Suite struct `the use of keys alone` {
  @Test(arguments: 1...20)
  func `is that of the whole store, of these keys and days`(_ seed: UInt64) throws {
    var sizes = FactSizes(symbols: 12, usage: 200)
    sizes.access = 60
    var facts = UsageFacts.random(seed: seed, sizes)
    // A few days of many uses each.
    for index in facts.usage.indices { facts.usage[index].day %= 5 }
    for index in facts.access.indices {
      facts.access[index].day = facts.usage[Int(facts.access[index].usage)].day
    }
    let store = try AuditStore.inMemory()
    try store.commit(facts.sortedUsage)
    let all = try store.load().facts
    let keys = [all.symbols[3], all.symbols[7]]
    for days in [nil, 1...3, 4...4, 9...9] as [ClosedRange<Int32>?] {
      let found = try store.use(ofKeys: keys, days: days)
      let expected = all.keeping { days?.contains($0) ?? true }.keepingUse(of: keys)
      #expect(found.usage == expected.usage, "seed \(seed)")
      #expect(found.access.map(\.packed) == expected.access.map(\.packed))
      #expect(found.calls == expected.calls)
    }
    #expect(try store.use(ofKeys: nil).usage == all.usage)
    let some = try store.use(ofKeys: keys) { use, texts in texts[Int(use.key)] == keys[0] }
    #expect(some.usage == all.keepingUse(of: [keys[0]]).usage)
    #expect(try store.use(ofKeys: []).usage.isEmpty)
    #expect(try store.use(ofKeys: ["no such key"]).usage.isEmpty)
  }
}

/// Threads share the days and what is grouped.
@Suite struct `questions on several threads` {
  @Test(arguments: 1...10, [2, 3, 16])
  func `read what one reads`(_ seed: UInt64, jobs: Int) throws {
    var facts = UsageFacts.random(seed: seed, FactSizes(symbols: 12, usage: 200))
    for index in facts.usage.indices { facts.usage[index].day = 20_000 + Int32(index % 7) }
    for index in facts.access.indices {
      facts.access[index].day = facts.usage[Int(facts.access[index].usage)].day
    }
    let file = try StoreFile()
    let store = try AuditStore.open(path: file.path)
    try store.commit(facts.sortedUsage)
    for keys in [nil, [facts.symbols[3]], [facts.symbols[3], facts.symbols[7]]] {
      for days in [nil, 20_001...20_002, 20_003...20_003] as [ClosedRange<Int32>?] {
        let one = try store.use(ofKeys: keys, days: days)
        let several = try store.use(ofKeys: keys, days: days, jobs: jobs)
        #expect(several.usage == one.usage, "seed \(seed)")
        #expect(several.access == one.access && several.calls == one.calls, "seed \(seed)")
      }
    }
    for dimensions in [[.key, .account], [], [.day]] as [[UseDimension]] {
      var query = UseQuery()
      query.dimensions = dimensions
      #expect(try store.uses(query, jobs: jobs) == store.uses(query), "seed \(seed)")
    }
  }
}

extension UsageFacts {
  /// With its uses in the order of facts.
  fileprivate var sortedUsage: UsageFacts { adding(UsageFacts()) }

  fileprivate func keepingUse(of keys: [String]) -> UsageFacts {
    var facts = self
    let kept = usage.indices.filter { keys.contains(symbols[Int(usage[$0].use.key)]) }
    let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { (Int32($1), Int32($0)) })
    facts.usage = kept.map { usage[$0] }
    facts.access = access.compactMap { fact in
      var fact = fact
      guard let place = places[fact.usage] else { return nil }
      fact.usage = place
      return fact
    }
    facts.calls = calls.compactMap { call in
      places[call.usage].map { CallFact(usage: $0, traits: call.traits) }
    }
    return facts
  }
}
