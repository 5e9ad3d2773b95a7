import AuditStore
import KMSModel
import KMSUsage
import Testing

@Suite struct `what is committed is loaded` {
  @Test(arguments: 1...20) func `random facts come back as they were`(_ seed: UInt64) throws {
    let facts = UsageFacts.random(seed: seed)
    let store = try AuditStore.inMemory()
    try store.beginScan().commit(facts, summary: ["version": "1", "skipped.digest": "7"])
    let loaded = try store.load()
    #expect(loaded.facts.symbols == facts.symbols)
    #expect(loaded.facts.usage == facts.usage)
    #expect(loaded.facts.rates.map(\.packed) == facts.rates.map(\.packed))
    #expect(loaded.facts.access.map(\.packed) == facts.access.map(\.packed))
    #expect(loaded.facts.calls == facts.calls)
    #expect(loaded.facts.accessTexts == facts.accessTexts)
    #expect(loaded.facts.coverage == facts.coverage)
    #expect(loaded.facts.files == facts.files)
    #expect(loaded.facts.diagnostics == facts.diagnostics)
    #expect(loaded.facts.counters == facts.counters)
    #expect(loaded.summary["skipped.digest"] == "7")
  }

  @Test func `texts keep every byte`() throws {
    var facts = UsageFacts()
    facts.symbols = ["", "\u{0}", "a\u{0}b", "e\u{301}", "é", "'; DROP TABLE usage; --"]
    let store = try AuditStore.inMemory()
    try store.beginScan().commit(facts, summary: [:])
    let loaded = try store.load().facts.symbols
    #expect(loaded.map { Array($0.utf8) } == facts.symbols.map { Array($0.utf8) })
  }

  @Test func `a file keeps the facts for the next run`() throws {
    let file = try StoreFile()
    let facts = UsageFacts.random(seed: 21)
    try AuditStore.open(path: file.path).beginScan().commit(facts, summary: [:])
    #expect(try AuditStore.openReadOnly(path: file.path).load().facts.usage == facts.usage)
    #expect(try AuditStore.open(path: file.path).load().facts.usage == facts.usage)
  }

  @Test func `a new scan replaces the content of the one before`() throws {
    let store = try AuditStore.inMemory()
    let first = try store.beginScan()
    try first.add([.event("1", record: "{}")])
    try first.commit(.random(seed: 1), summary: ["old": "yes"])
    let facts = UsageFacts.random(seed: 2)
    try store.beginScan().commit(facts, summary: [:])
    let loaded = try store.load()
    #expect(loaded.facts.usage == facts.usage)
    #expect(loaded.summary["old"] == nil)
    #expect(try store.evidence(names: ["CreateGrant"]).isEmpty)
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
