import GRDB
import KMSUsage
import Testing

@testable import AuditStore

@Suite struct `Reading side by side` {
  private let file: StoreFile
  private let store: AuditStore

  init() throws {
    file = try StoreFile()
    try AuditStore.open(path: file.path).commit(.random(seed: 81))
    store = try AuditStore.openReadOnly(path: file.path)
  }

  private static func count(_ database: Database, _ part: Int) throws -> [Int] {
    [part, try Int.fetchOne(database, sql: "SELECT count(*) FROM usage") ?? -1]
  }

  private var uses: Int {
    get throws { try store.load().facts.usage.count }
  }

  @Test func `gives the results in the order of the parts`() throws {
    let found = try store.reading { database in
      try store.sideBySide([1, 2, 3], database, Self.count)
    }
    let uses = try uses
    #expect(found == [[1, uses], [2, uses], [3, uses]])
  }

  @Test func `does not wait for one that waits for the read to end`() throws {
    let (uses, writer) = (try uses, try writer())
    let found = try store.reading { database in
      _ = try Self.count(database, 0)
      try letWait(writer)
      return try store.sideBySide([1, 2], database, Self.count)
    }
    #expect(found == [[1, uses], [2, uses]])
  }

  @Test func `asks one after the other where another run is about to commit`() throws {
    let (uses, writer) = (try uses, try writer())
    var isWaiting = false
    let (first, second) = try store.readingBoth(
      jobs: 2,
      { store throws(StoreError) in
        if !isWaiting {
          isWaiting = true
          try withStoreErrors("") { try letWait(writer) }
        } else {
          // What it waited for is over.
          try withStoreErrors("") { try writer.inDatabase { try $0.commit() } }
        }
        _ = try withStoreErrors("") { try store.again() }.summary()
        return try store.load().facts.usage.count
      },
      { store throws(StoreError) in try store.load().facts.usage.count }
    )
    #expect(first == uses)
    #expect(second == uses)
  }

  private func writer() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    return try DatabaseQueue(path: file.path, configuration: configuration)
  }

  /// Begins a commit that cannot end while somebody reads.
  private func letWait(_ writer: DatabaseQueue) throws {
    try writer.inDatabase { other in
      try other.beginTransaction(.immediate)
      try other.execute(sql: "DELETE FROM summary")
      #expect(throws: DatabaseError.self) { try other.commit() }
    }
    #expect(throws: DatabaseError.self) {
      try AuditStore.connectionForQueries(file.path, patience: .immediateError)
        .read { try Self.count($0, 0) }
    }
  }
}
