import AuditStore
import Foundation
import GRDB
import KMSUsage
import Testing

@Suite struct `the schema is what the golden file says` {
  @Test func `every table and index`() throws {
    let file = try StoreFile()
    _ = try AuditStore.open(path: file.path)
    let schema = try DatabaseQueue(path: file.path).read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'grdb_%'
          ORDER BY name
          """
      )
    }
    let golden = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("fixtures/golden/store-schema.sql")
    let expected = try String(contentsOf: golden, encoding: .utf8)
    #expect(schema.map { $0 + ";\n" }.joined() == expected)
  }

  @Test func `every reference leads to a row`() throws {
    let file = try StoreFile()
    try AuditStore.open(path: file.path).commit(.random(seed: 51))
    try DatabaseQueue(path: file.path).read { try $0.checkForeignKeys() }
  }

  @Test func `every counter is stored`() {
    #expect(RunCounters.names.count == Mirror(reflecting: RunCounters()).children.count)
    #expect(Set(RunCounters.names.map(\.name)).count == RunCounters.names.count)
  }
}
