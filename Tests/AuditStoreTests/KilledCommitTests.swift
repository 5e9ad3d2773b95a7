import Foundation
import GRDB
import KMSUsage
import Testing

@testable import AuditStore

/// The store as it lies on disk when a run is killed within its commit: a part of the new state in
/// the file, and beside it the journal with the old one.
@Suite struct `after a commit that was killed` {
  private let killed: StoreFile
  private let before = UsageFacts.random(seed: 61, FactSizes(usage: 2000))
  private var journal: String { killed.path + "-journal" }

  init() throws {
    killed = try StoreFile()
    let file = try StoreFile()
    try AuditStore.open(path: file.path).commit(before)
    let old = try Data(contentsOf: URL(fileURLWithPath: file.path))
    let target = killed.path
    try DatabaseQueue(path: file.path).inDatabase { database in
      // What does not fit the cache goes into the file before the commit.
      try database.execute(sql: "PRAGMA cache_size = 1; BEGIN; UPDATE usage SET ok = 0, denied = 0")
      for suffix in ["", "-journal"] {
        try FileManager.default.copyItem(atPath: file.path + suffix, toPath: target + suffix)
      }
      try database.execute(sql: "ROLLBACK")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: killed.path)) != old)
  }

  @Test func `a query finds the old state`() throws {
    let store = try AuditStore.openReadOnly(path: killed.path)
    #expect(try store.load().facts.usage == before.usage)
    #expect(try store.damage(quick: false).isEmpty)
    #expect(!FileManager.default.fileExists(atPath: journal))
  }

  @Test func `the next scan goes on from the old state`() throws {
    let store = try AuditStore.open(path: killed.path)
    #expect(try store.load().facts.usage == before.usage)
    let after = UsageFacts.random(seed: 62)
    try store.commit(after)
    #expect(try AuditStore.openReadOnly(path: killed.path).load().facts.words == after.words)
  }
}
