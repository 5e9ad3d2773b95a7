import Foundation
import GRDB
import KMSUsage
import Testing

@testable import AuditStore

@Suite struct `A store of an earlier version` {
  private static let versions = Schema.migrator.migrations.dropLast()
  private let file: StoreFile

  /// With one cross-account use, whose tables every version has had.
  init() throws { file = try StoreFile() }

  private func make(_ version: String) throws {
    let queue = try DatabaseQueue(path: file.path)
    try Schema.migrator.migrate(queue, upTo: version)
    try queue.inDatabase { database in
      let detail =
        try database.tableExists("access_text") ? "usage, context, context_is_common," : "usage,"
      let values = try database.tableExists("access_text") ? "0, 0, 1," : "0,"
      try database.execute(
        sql: """
          INSERT INTO symbol VALUES (0, ''), (1, 'Decrypt');
          INSERT INTO usage VALUES (0, 0, 0, 0, 0, 0, 0, 0, 1, 5, 6, 'event', 1, 0, 0, 0);
          INSERT INTO access (\(detail) outcome, day, seconds) VALUES (\(values) 0, 0, x'0601');
          INSERT INTO summary VALUES ('version', '0.0.1')
          """
      )
    }
    try queue.close()
  }

  private func expectContent(_ store: AuditStore) throws {
    let (facts, summary) = try store.load()
    #expect(facts.usage.map(\.exampleEventID) == ["event"])
    #expect(facts.access.map(\.contextIsCommon) == [true])
    #expect(facts.access.map(\.example) == [nil])
    #expect(facts.calls.isEmpty && facts.accessTexts == [""])
    #expect(summary == ["version": "0.0.1"])
    #expect(try store.exports().isEmpty && store.exportedKeys().isEmpty)
    #expect(try store.keyARNs().isEmpty)
  }

  @Test(arguments: versions)
  func `answers queries and stays as it is`(_ version: String) throws {
    try make(version)
    let before = FileManager.default.contents(atPath: file.path)
    let store = try AuditStore.openReadOnly(path: file.path)
    try expectContent(store)
    #expect { _ = try store.beginScan() } throws: { ($0 as? StoreError)?.code == .readOnly }
    #expect(FileManager.default.contents(atPath: file.path) == before)
  }

  @Test(arguments: versions)
  func `is brought up to date when it is opened for writing`(_ version: String) throws {
    try make(version)
    try expectContent(try AuditStore.open(path: file.path))
    try file.change("SELECT example_second FROM access")
    try AuditStore.open(path: file.path).beginScan().commit(.random(seed: 61), summary: [:])
    #expect(try AuditStore.openReadOnly(path: file.path).load().facts.access.count > 1)
  }

  @Test func `that is damaged is no store`() throws {
    try make("1 facts of a scan")
    try file.change("PRAGMA foreign_keys = OFF; DROP TABLE access")
    #expect { _ = try AuditStore.openReadOnly(path: file.path) } throws: {
      ($0 as? StoreError)?.path == file.path
    }
  }
}
