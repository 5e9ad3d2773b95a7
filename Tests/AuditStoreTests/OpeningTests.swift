import Foundation
import GRDB
import KMSUsage
import Testing

@testable import AuditStore

@Suite struct `a store that cannot be used says why` {
  private let file: StoreFile

  init() throws { file = try StoreFile() }

  private func expect(
    _ code: StoreError.Code,
    _ open: (String) throws -> AuditStore,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(sourceLocation: sourceLocation) {
      _ = try open(file.path)
    } throws: { error in
      guard let error = error as? StoreError else { return false }
      return error.code == code && error.path == file.path && !error.reason.isEmpty
    }
  }

  @Test func `a missing store is not made by a query`() {
    expect(.missing) { try .openReadOnly(path: $0) }
    #expect(!FileManager.default.fileExists(atPath: file.path))
  }

  @Test func `a folder that is not there`() {
    let path = file.folder.appendingPathComponent("no/such/folder").path
    #expect { _ = try AuditStore.open(path: path) } throws: {
      ($0 as? StoreError)?.code == .cannotOpen
    }
  }

  @Test func `a store of a newer version is refused and left alone`() throws {
    _ = try AuditStore.open(path: file.path)
    try file.change("INSERT INTO grdb_migrations VALUES ('99 from the future')")
    let before = FileManager.default.contents(atPath: file.path)
    expect(.newer) { try .open(path: $0) }
    expect(.newer) { try .openReadOnly(path: $0) }
    #expect(FileManager.default.contents(atPath: file.path) == before)
  }

  @Test func `a database of another program is refused and left alone`() throws {
    try file.change("CREATE TABLE customer (name TEXT)")
    let before = FileManager.default.contents(atPath: file.path)
    expect(.foreign) { try .open(path: $0) }
    expect(.foreign) { try .openReadOnly(path: $0) }
    #expect(FileManager.default.contents(atPath: file.path) == before)
  }

  @Test func `a file that is no database`() throws {
    let text = Data("account,region\n".utf8) + Data(count: 2000)
    try text.write(to: URL(fileURLWithPath: file.path))
    expect(.damaged) { try .open(path: $0) }
    expect(.damaged) { try .openReadOnly(path: $0) }
  }

  @Test func `an empty file becomes a store, but has nothing to query`() throws {
    try Data().write(to: URL(fileURLWithPath: file.path))
    expect(.foreign) { try .openReadOnly(path: $0) }
    #expect(try AuditStore.open(path: file.path).load().facts.usage.isEmpty)
  }

  @Test func `a store for queries takes no scan`() throws {
    _ = try AuditStore.open(path: file.path)
    let store = try AuditStore.openReadOnly(path: file.path)
    #expect { _ = try store.beginScan() } throws: {
      ($0 as? StoreError)?.code == .readOnly
    }
  }

  @Test(arguments: [
    "UPDATE usage SET principal = 1000 WHERE id = (SELECT max(id) FROM usage)",
    "UPDATE usage SET key = -1",
    "UPDATE usage SET attribution = 7", "UPDATE access SET usage = usage + 1000",
    "UPDATE rate SET day = 1 << 40", "UPDATE file SET status = 200", "DELETE FROM symbol",
  ])
  func `an impossible value is damage, not a trap`(_ sql: String) throws {
    try AuditStore.open(path: file.path).commit(.random(seed: 41))
    try file.change("PRAGMA foreign_keys = OFF; \(sql)")
    let store = try AuditStore.openReadOnly(path: file.path)
    #expect { _ = try store.load() } throws: { ($0 as? StoreError)?.code == .damaged }
  }

  @Test func `a full disk is told`() throws {
    // A page limit stands for the end of the disk: SQLite answers both with the same error.
    let store = try AuditStore.open(path: file.path)
    try store.queue.inDatabase { try $0.execute(sql: "PRAGMA max_page_count = 40") }
    let facts = UsageFacts.random(seed: 42, FactSizes(usage: 20_000))
    let scan = try store.beginScan(reading: facts.paths)
    #expect { try scan.commit(facts, summary: [:]) } throws: {
      ($0 as? StoreError)?.code == .full
    }
    try scan.rollback()
    #expect(try store.load().facts.usage.isEmpty)
  }
}
