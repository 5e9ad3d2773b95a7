import AuditEngine
import AuditReports
import AuditStore
import KMSUsage
import TestSupport
import Testing

@Suite struct `a store is held against itself` {
  private func check(_ change: (inout UsageFacts) -> Void) throws -> CheckAnswer {
    let (facts, summary) = try AuditStore.openReadOnly(path: AskedStore.trail.get().path).load()
    var changed = facts
    change(&changed)
    let folder = try TemporaryFolder()
    let store = try AuditStore.open(path: folder.file("s.sqlite"))
    try store.beginScan().commit(
      changed,
      summary: summary.filter { !$0.key.hasPrefix("counter.") }
    )
    return try Audit.checkStore(store: folder.file("s.sqlite"))
  }

  @Test func `what a scan leaves is sound`() throws {
    let answer = try Audit.checkStore(store: AskedStore.trail.get().path)
    #expect(answer.isGood)
    #expect(answer.rows.map(\.name) == ["SQLite", "references", "values", "sums"])
    #expect(try check { _ in }.isGood)
    #expect(try Audit.checkStore(store: AskedStore.small.get().path).isGood)
  }

  private static let changes: [(String, @Sendable (inout UsageFacts) -> Void)] = [
    ("files read", { $0.counters.filesRead += 1 }),
    ("counters do not add up", { $0.counters.duplicates += 1 }),
    ("records of the files", { $0.files[0].records += 1 }),
    ("compressed bytes", { $0.files[0].compressedBytes -= 1 }),
    ("files incomplete", { $0.files.removeAll { $0.status == .incomplete } }),
    ("KMS records by account and hour", { $0.coverage[0].kmsRecords += 1 }),
    ("requests of all uses", { facts in facts.usage.indices.forEach { facts.usage[$0].ok += 1 } }),
    ("requests of all uses", { facts in facts.usage.indices.forEach { facts.usage[$0].ok = 0 } }),
    ("requests of cross-account use", { $0.access.removeLast() }),
  ]

  @Test(arguments: changes.indices)
  func `a number that another one contradicts is told`(_ index: Int) throws {
    let (text, change) = Self.changes[index]
    let answer = try check(change)
    let row = try #require(answer.rows.first { $0.state != .ok })
    #expect(row.name == "sums")
    #expect(row.found.contains(text))
    #expect(!row.advice.isEmpty)
  }
}
