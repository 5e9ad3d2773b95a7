import Foundation
import GRDB
import KMSUsage
import Testing

@testable import AuditStore

@Suite struct `A store of an earlier version` {
  private static let versions = Schema.migrator.migrations.dropLast()
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
          INSERT INTO summary VALUES ('version', '0.0.1')
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
  func `keeps its exports when it is brought up to date`(_ version: String) throws {
    try make(version)
    let store = try AuditStore.open(path: file.path)
    // From the fourth on what was folded stays as well.
    let isKept = version == "4 night after night"
    #expect(try store.load().facts.usage.count == (isKept ? 1 : 0))
    #expect(try store.exports().count == (version == versionWithoutExports ? 0 : 1))
    try store.commit(.random(seed: 61))
    #expect(try AuditStore.openReadOnly(path: file.path).load().facts.access.count > 1)
  }

  private var versionWithoutExports: String { "1 facts of a scan" }
}
