import Foundation
import GRDB
import KMSUsage
import Testing

@testable import AuditStore

@Suite struct `a store is looked after` {
  private let file: StoreFile

  init() throws {
    file = try StoreFile()
    let facts = UsageFacts.random(seed: 51)
    let scan = try AuditStore.open(path: file.path).beginScan(reading: facts.paths)
    try scan.add([.event("a", record: String(repeating: "x", count: 200_000))])
    try scan.commit(facts, summary: ["version": "1"])
  }

  private func store() throws -> AuditStore { try .openReadOnly(path: file.path) }

  private func fileSize() throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    return (attributes[.size] as? NSNumber)?.intValue ?? -1
  }

  @Test func `its size and its tables' are those of the file`() throws {
    let measure = try store().measure()
    #expect(measure.bytes == (try fileSize()))
    #expect(measure.schemaVersion == measure.newestSchemaVersion)
    let tables = try #require(try store().tableSizes())
    #expect(tables["evidence", default: 0] >= 200_000)
    #expect(tables.values.reduce(0, +) + measure.freeBytes == measure.bytes)
  }

  @Test func `what it holds is counted`() throws {
    let (contents, facts) = (try store().contents(), try store().load().facts)
    #expect(contents.uses == facts.usage.count)
    #expect(contents.stateChanges == 1)
    #expect(contents.counters == facts.counters)
    #expect(contents.counters.files > 0)
    #expect(contents.firstRecord == facts.coverage.map(\.firstRecord).min())
    #expect(contents.lastRecord == facts.coverage.map(\.lastRecord).max())
    #expect(contents.days == Set(facts.coverage.map { $0.hour / 24 }).count)
    #expect(contents.accounts == Set(facts.coverage.map(\.account)).count)
    #expect(contents.summary["version"] == "1")
  }

  @Test func `an empty store holds nothing`() throws {
    let contents = try AuditStore.inMemory().contents()
    #expect(contents == StoreContents())
  }

  @Test func `a sound store has no damage, one with a broken page has some`() throws {
    #expect(try store().damage(quick: false).isEmpty)
    #expect(try store().damage(quick: true).isEmpty)
    let root = try DatabaseQueue(path: file.path).read {
      try Int.fetchOne($0, sql: "SELECT rootpage FROM sqlite_schema WHERE name = 'usage'")
    }
    let page = try #require(root)
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file.path))
    try handle.seek(toOffset: UInt64(page - 1) * 16384)
    try handle.write(contentsOf: Data(repeating: 0x7F, count: 4000))
    try handle.close()
    #expect(try !store().damage(quick: false).isEmpty)
    #expect(try !store().damage(quick: true).isEmpty)
  }

  @Test func `rows that name what is not there are counted by table`() throws {
    #expect(try store().danglingRows().isEmpty)
    try file.change("PRAGMA foreign_keys = OFF; UPDATE usage SET principal = 9999")
    #expect(try store().danglingRows() == ["usage": UsageFacts.random(seed: 51).usage.count])
  }

  @Test func `packing gives back what deleted rows left`() throws {
    try file.change("DELETE FROM evidence")
    let before = try store().measure()
    #expect(before.freeBytes > 180_000)
    try AuditStore.openExisting(path: file.path).vacuum()
    let after = try store().measure()
    #expect(after.freeBytes == 0)
    #expect(after.bytes <= before.bytes - before.freeBytes)
    #expect(try fileSize() == after.bytes)
  }

  @Test func `a store that is not there is not made to be packed`() throws {
    let path = file.folder.appendingPathComponent("none.sqlite").path
    #expect { _ = try AuditStore.openExisting(path: path) } throws: {
      ($0 as? StoreError)?.code == .missing
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
