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
    let uses = try uses
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let writer = try DatabaseQueue(path: file.path, configuration: configuration)
    let found = try store.reading { database in
      _ = try Self.count(database, 0)
      try writer.inDatabase { other in
        try other.beginTransaction(.immediate)
        try other.execute(sql: "DELETE FROM summary")
        #expect(throws: DatabaseError.self) { try other.commit() }
      }
      #expect(throws: DatabaseError.self) {
        try AuditStore.connectionForQueries(file.path, patience: .immediateError)
          .read { try Self.count($0, 0) }
      }
      return try store.sideBySide([1, 2], database, Self.count)
    }
    #expect(found == [[1, uses], [2, uses]])
  }
}
