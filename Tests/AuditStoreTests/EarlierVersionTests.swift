import CloudTrail
import Foundation
import GRDB
import KMSUsage
import Testing

@testable import AuditStore

@Suite struct `A store of an earlier version` {
  private static let versions = Schema.migrator.migrations.dropLast()
  /// What they kept of use does not tell its days.
  private static let versionsWithoutDays = versions.prefix(3)
  private let file: StoreFile

  init() throws { file = try StoreFile() }

  private func make(_ version: String) throws {
    let queue = try DatabaseQueue(path: file.path)
    try Schema.migrator.migrate(queue, upTo: version)
    try queue.inDatabase { database in
      try database.execute(
        sql: """
          INSERT INTO symbol VALUES (0, ''), (1, 'Decrypt');
          INSERT INTO usage VALUES (0, 0, 0, 0, 0, 0, 0, 0, 1, 5, 6, 'event', 1, 0, 0, 0);
          INSERT INTO summary VALUES ('version', '0.0.1');
          INSERT INTO evidence VALUES ('event', '', 5, 'CreateGrant', '{}')
          """
      )
      guard try database.tableExists("export") else { return }
      try database.execute(
        sql: """
          INSERT INTO export VALUES
            ('list-accounts', '', '', '', '', 7, 'list-accounts.json', '{"Accounts":[]}')
          """
      )
    }
    try queue.close()
  }

  @Test(arguments: versions)
  func `takes no queries, says so and stays as it is`(_ version: String) throws {
    try make(version)
    let before = FileManager.default.contents(atPath: file.path)
    #expect { _ = try AuditStore.openReadOnly(path: file.path) } throws: { error in
      let error = error as? StoreError
      return error?.code == .older && error?.reason.contains("scan the logs again") == true
    }
    #expect(FileManager.default.contents(atPath: file.path) == before)
  }

  @Test(arguments: versions)
  func `keeps its exports, and use by days, when it is brought up to date`(_ version: String) throws
  {
    try make(version)
    let store = try AuditStore.open(path: file.path)
    // From the fourth on what was folded stays as well.
    let isKept = !Self.versionsWithoutDays.contains(version)
    #expect(try store.load().facts.usage.count == (isKept ? 1 : 0))
    #expect(try store.evidence(eventID: "event").count == (isKept ? 1 : 0))
    #expect(try store.exports().count == (version == versionWithoutExports ? 0 : 1))
    try store.commit(.random(seed: 61))
    #expect(try AuditStore.openReadOnly(path: file.path).load().facts.access.count > 1)
  }

  @Test func `finds the files of the fourth, and what it kept of their records`() throws {
    try make("4 night after night")
    try file.change(
      """
      INSERT INTO file VALUES (3, 'a', 0, 9, 9, '', '', 5, 1, 1, 0, 0, 0, 0, 9, 7, 0, '|', 2, 5, 6);
      INSERT INTO file_rows VALUES (3, x'00')
      """
    )
    let store = try AuditStore.open(path: file.path)
    let found = try store.files(["a", "b"])
    #expect(found.mapValues(\.content.tail) == ["a": 7])
    #expect(found["a"]?.days == 5...6)
    let rows = try store.queue.read { database in
      try Row.fetchOne(database, sql: "SELECT scan, last_day FROM file_rows")
    }
    #expect(rows == ["scan": 2, "last_day": 6])
  }

  @Test(arguments: ["4 night after night", "5 what old days leave, and first use"])
  func `gets the sums of its rates with the next scan`(_ version: String) throws {
    try make(version)
    try file.change("INSERT INTO rate VALUES (20000, 0, 0, 0, 1, 0, x'0503')")
    let store = try AuditStore.open(path: file.path)
    func peaks(_ rates: StoredRates) -> [Int] {
      HotKeys.all(in: rates.rates, sums: rates.sums, symbols: rates.symbols) { _, _, _ in nil }
        .map(\.peakRPS)
    }
    let before = try store.rates(RateQuery()) { _ in .max }
    #expect(before.sums.isEmpty && peaks(before) == [3])
    try store.beginScan().commit(UsageFacts(), summary: [:], openFrom: 20_001)
    let after = try store.rates(RateQuery()) { _ in .max }
    #expect(after.rates.isEmpty && peaks(after) == [3])
  }

  private var versionWithoutExports: String { "1 facts of a scan" }
}
