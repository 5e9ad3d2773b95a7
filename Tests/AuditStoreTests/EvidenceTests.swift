import Dispatch
import GRDB
import KMSModel
import KMSUsage
import Testing

@testable import AuditStore

@Suite struct `evidence does not depend on who brings it when` {
  @Test(arguments: 1...6) func `of two records of one event the smaller text stays`(
    _ seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let events = ["b", "a\u{FFFF}", "a", "a\u{10000}", "c"].map {
      EvidenceFact.event("1", time: Int64($0.utf8.count), record: $0)
    }
    let store = try AuditStore.inMemory()
    let scan = try store.beginScan()
    for event in events.shuffled(using: &random) { try scan.add([event]) }
    try scan.commit(UsageFacts(), summary: [:])
    #expect(try store.evidence(names: ["CreateGrant"]) == [.event("1", time: 1, record: "a")])
  }

  @Test func `the same event at two recipients is kept twice`() throws {
    let events = ["1", "2"].map { EvidenceFact.event("e", recipient: $0, record: "{}") }
    #expect(try stored(events, ["CreateGrant"]) == events)
  }

  @Test func `only the named events come, by time, id and recipient`() throws {
    let wanted: [EvidenceFact] = [
      .event("z", time: -5, record: "1"), .event("a", recipient: "1", time: 7, record: "2"),
      .event("a", recipient: "2", time: 7, record: "3"),
      .event("b", recipient: "1", time: 7, name: "RetireGrant", record: "4"),
    ]
    let others: [EvidenceFact] = [.event("c", time: 1, name: "PutKeyPolicy", record: "5")]
    #expect(try stored(wanted.reversed() + others, ["CreateGrant", "RetireGrant"]) == wanted)
    #expect(try stored(wanted, []) == [])
  }

  @Test func `events that change keys are found by their index`() throws {
    let store = try AuditStore.inMemory()
    let steps = try store.queue.read { database in
      try Row.fetchAll(
        database,
        sql: """
          EXPLAIN QUERY PLAN SELECT * FROM evidence
          WHERE event_name IN (?, ?) AND \(Schema.isNoGrantEvent)
          ORDER BY time, event_id, recipient_account
          """,
        arguments: ["CreateAlias", "DeleteAlias"]
      )
      .map { $0["detail"] as String? ?? "" }
    }
    #expect(steps.contains { $0.contains("key_event") })
  }

  @Test func `many workers may add at once`() throws {
    let store = try AuditStore.inMemory()
    let scan = try store.beginScan()
    DispatchQueue.concurrentPerform(iterations: 8) { worker in
      for number in 0..<50 { try? scan.add([.event("\(worker) \(number)", record: "{}")]) }
    }
    try scan.commit(UsageFacts(), summary: [:])
    #expect(try store.evidence(names: ["CreateGrant"]).count == 400)
  }

  private func stored(
    _ events: [EvidenceFact],
    _ names: Set<String>
  ) throws -> [EvidenceFact] {
    let store = try AuditStore.inMemory()
    let scan = try store.beginScan()
    try scan.add(events)
    try scan.commit(UsageFacts(), summary: [:])
    return try store.evidence(names: names)
  }
}
