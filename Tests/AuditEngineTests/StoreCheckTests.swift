import AuditEngine
import AuditReports
import Foundation
import GRDB
import TestSupport
import Testing

@Suite struct `a store is held against itself` {
  /// The check of a store in which somebody changed something.
  private func check(after sql: String) throws -> CheckAnswer {
    let folder = try TemporaryFolder()
    let path = folder.file("s.sqlite")
    try FileManager.default.copyItem(atPath: AskedStore.trail.get().path, toPath: path)
    try DatabaseQueue(path: path).inDatabase { try $0.execute(sql: sql) }
    return try Audit.checkStore(store: path)
  }

  @Test func `what a scan leaves is sound`() throws {
    let answer = try Audit.checkStore(store: AskedStore.trail.get().path)
    #expect(answer.isGood)
    #expect(answer.rows.map(\.name) == ["SQLite", "references", "values", "sums"])
    #expect(try check(after: "").isGood)
    #expect(try Audit.checkStore(store: AskedStore.small.get().path).isGood)
  }

  private static let changes = [
    ("UPDATE day SET duplicates = duplicates + 1", "counters do not add up"),
    ("UPDATE file SET other = other + 1 WHERE id = 0", "counters do not add up"),
    ("UPDATE file SET records = records + 1 WHERE id = 0", "counters do not add up"),
    ("DELETE FROM file WHERE kms_records > 0", "counters do not add up"),
    ("UPDATE coverage SET kms_records = kms_records + 1", "KMS records by account and hour"),
    ("UPDATE usage SET ok = ok + 1", "requests of all uses"),
    ("UPDATE usage SET ok = 0", "requests of all uses"),
    (
      """
      INSERT INTO usage_span SELECT (1 << 58) + ((id >> 32) / 4 * 4 << 32), key, key_account, region,
        consumer_account, attribution, principal, service, operation, first_seen, last_seen,
        example_event_id, 1, 0, 0, 0 FROM usage LIMIT 1
      """, "spans of days"
    ),
    (
      """
      INSERT INTO rate_span
        SELECT 1, day, charged_account, region, quota_family, 1, 1, day * 86400, 1, x''
        FROM rate GROUP BY day
      """, "spans of days"
    ),
    ("DELETE FROM access WHERE usage = (SELECT max(usage) FROM access)", "cross-account use"),
  ]

  @Test(arguments: changes.indices)
  func `a number that another one contradicts is told`(_ index: Int) throws {
    let (change, text) = Self.changes[index]
    let answer = try check(after: "PRAGMA foreign_keys = OFF; \(change)")
    let row = try #require(answer.rows.first { $0.name == "sums" })
    #expect(row.state != .ok)
    #expect(row.found.contains(text))
    #expect(!row.advice.isEmpty)
  }
}
