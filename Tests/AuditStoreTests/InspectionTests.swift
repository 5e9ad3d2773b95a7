import CloudTrail
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

  @Test(arguments: ["1 << 62", "-1"])
  func `an impossible count is damage, not a trap`(_ number: String) throws {
    try file.change("UPDATE file SET compressed_bytes = \(number)")
    #expect { _ = try store().contents() } throws: { ($0 as? StoreError)?.code == .damaged }
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

@Suite struct `files are found` {
  private let store: AuditStore
  private let facts = UsageFacts.ofDays(20_000...20_009)

  init() throws {
    store = try .inMemory()
    try store.commit(facts)
  }

  @Test func `by their paths, byte for byte`() throws {
    let asked = ["20003", "20007", "no such file", "2000"]
    let found = try store.files(asked)
    #expect(found.keys.sorted() == ["20003", "20007"])
    #expect(found["20003"]?.days == 20_003...20_003)
    #expect(found["20007"]?.content.tail == 20_007)
  }

  @Test func `though another path has the same hash`() throws {
    try store.queue.inDatabase { database in
      try database.execute(
        sql: """
          UPDATE file SET path_hash = (SELECT path_hash FROM file WHERE path = '20003')
          WHERE path = '20004'
          """
      )
    }
    #expect(try store.files(["20003"]).mapValues(\.content.tail) == ["20003": 20_003])
  }

  /// One around midnight, one with records before and behind a day without any, one without records.
  @Test func `by their days`() throws {
    try store.queue.inDatabase { database in
      let cells = [("a", 20_001, 20_002), ("b", 20_001, 20_005)]
      for (index, (path, first, last)) in cells.enumerated() {
        let id = 100 + index
        try database.execute(
          sql: """
            INSERT INTO file SELECT \(id), '\(path)', status, 1, 1, '', '', \(first), 2, 2, 0, 0, 0, 0,
              1, 1, 0, '', 0, \(first), \(last), 0 FROM file WHERE path = '20003';
            INSERT INTO coverage VALUES (\(id), '', 'r', \(first * 24), 1, 1, 0, 0),
              (\(id), '', 'r', \(last * 24), 1, 1, 0, 0);
            """
        )
      }
    }
    func paths(_ days: ClosedRange<Int32>) throws -> [String] {
      try store.load(days: days).facts.files.map(\.path)
    }
    #expect(try paths(20_002...20_002) == ["20002", "a"])
    #expect(try paths(20_003...20_004) == ["20003", "20004"])
    #expect(try paths(20_004...20_005) == ["20004", "20005", "b"])
    let coverage = try store.load(days: 20_005...20_006).facts.coverage
    let midnight: Int64 = 20_005 * 24
    #expect(coverage.map(\.hour) == [midnight, midnight + 3, midnight + 27])
  }
}
