import AuditStore
import Foundation
import KMSUsage
import Testing

@Suite struct `a scan that does not end leaves the store as it was` {
  private let file: StoreFile
  private let before = UsageFacts.random(seed: 31)

  init() throws {
    file = try StoreFile()
    let scan = try AuditStore.open(path: file.path).beginScan(reading: before.paths)
    try scan.add([.event("old", record: "{}")])
    try scan.commit(before, summary: [:])
  }

  private func expectOld(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let store = try AuditStore.openReadOnly(path: file.path)
    #expect(try store.load().facts.usage == before.usage, sourceLocation: sourceLocation)
    let ids = try store.evidence(names: ["CreateGrant"]).map(\.eventID)
    #expect(ids == ["old"], sourceLocation: sourceLocation)
  }

  @Test(arguments: [1, 2])
  func `what is asked on two threads does not see it, on one thread the scan does`(
    jobs: Int
  ) throws {
    let store = try AuditStore.open(path: file.path)
    let scan = try store.beginScan()
    try scan.note(["note": "new"])
    let (note, ids) = try store.readingBoth(
      jobs: jobs,
      { store throws(StoreError) in try store.summary()["note"] },
      { store throws(StoreError) in try store.evidence(names: ["CreateGrant"]).map(\.eventID) }
    )
    #expect(note == (jobs > 1 ? nil : "new"))
    #expect(ids == ["old"])
    try scan.rollback()
  }

  @Test func `rolled back`() throws {
    let store = try AuditStore.open(path: file.path)
    let scan = try store.beginScan()
    try scan.add([.event("new", record: "{}")])
    try scan.rollback()
    try expectOld()
    #expect(try store.load().facts.usage == before.usage)
  }

  @Test func `dropped, and the next scan begins afresh`() throws {
    let store = try AuditStore.open(path: file.path)
    do {
      let scan = try store.beginScan()
      try scan.add([.event("new", record: "{}")])
    }
    try expectOld()
    try store.commit(UsageFacts())
    #expect(try store.evidence(names: ["CreateGrant"]).map(\.eventID) == ["old"])
  }

  @Test func `refused facts can be rolled back`() throws {
    let store = try AuditStore.open(path: file.path)
    let scan = try store.beginScan()
    var facts = UsageFacts.random(seed: 32)
    facts.rates.append(facts.rates[0])
    #expect(throws: StoreError.self) { try scan.commit(facts, summary: [:]) }
    try scan.rollback()
    try expectOld()
  }

  @Test func `readers see the old content until the commit`() throws {
    let store = try AuditStore.open(path: file.path)
    let scan = try store.beginScan()
    let record = String(repeating: "x", count: 20_000)
    for number in 0..<2000 { try scan.add([.event("\(number)", record: record)]) }
    try expectOld()
    try scan.commit(UsageFacts(), summary: [:])
    #expect(try AuditStore.openReadOnly(path: file.path).load().facts.usage.isEmpty)
  }

  @Test func `a second scan of the same store is refused`() throws {
    let store = try AuditStore.open(path: file.path)
    let scan = try store.beginScan()
    #expect { _ = try store.beginScan() } throws: { ($0 as? StoreError)?.code == .busy }
    try scan.commit(UsageFacts(), summary: [:])
  }

  @Test func `after its end a transaction takes nothing`() throws {
    let store = try AuditStore.open(path: file.path)
    let scan = try store.beginScan(reading: before.paths)
    try scan.commit(before, summary: [:])
    #expect(throws: StoreError.self) { try scan.add([.event("late", record: "{}")]) }
    #expect(throws: StoreError.self) { try scan.commit(UsageFacts(), summary: [:]) }
    try scan.rollback()
    #expect(try store.load().facts.usage == before.usage)
  }

  @Test func `an ended transaction does not end the next one`() throws {
    let store = try AuditStore.open(path: file.path)
    var first: ScanTransaction? = try store.beginScan()
    try first?.commit(UsageFacts(), summary: [:])
    let second = try store.beginScan(reading: before.paths)
    first = nil
    try second.commit(before, summary: [:])
    #expect(try store.load().facts.usage == before.usage)
  }

  @Test func `nothing stays beside the file`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: file.folder.path)
    #expect(names == ["kmsaudit.sqlite"])
  }
}
