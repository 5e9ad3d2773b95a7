import GRDB
import KMSModel
package import KMSUsage

/// A scan's one write transaction, open from its start: until `commit` the store is as it was,
/// whatever happens to the process.
///
/// Evidence goes straight into it, so that it never has to fit in memory.
package final class ScanTransaction: Sendable {
  private let store: AuditStore

  fileprivate init(_ store: AuditStore) { self.store = store }

  /// Adds state-changing events, from any thread.
  ///
  /// Of two with the same id for the same recipient the one whose text sorts first stays: the order
  /// of arrival does not matter.
  package func add(_ evidence: [EvidenceFact]) throws(StoreError) {
    if evidence.isEmpty { return }
    try store.writing { database in
      let insert = try database.cachedStatement(
        sql: """
          INSERT INTO evidence VALUES (?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET time = excluded.time, event_name = excluded.event_name,
            record = excluded.record WHERE excluded.record < record
          """
      )
      for event in evidence {
        try insert.execute(arguments: [
          event.eventID, event.recipientAccount, event.time.rawValue, event.eventName,
          event.record,
        ])
      }
    }
  }

  /// Adds everything else and makes it all the store's content.
  package func commit(
    _ facts: UsageFacts,
    summary: [String: String]
  ) throws(StoreError) {
    try store.writing { database in
      try FactWriter(database).write(facts, summary: summary)
      try database.commit()
    }
  }

  /// Leaves the store as it was.
  package func rollback() throws(StoreError) {
    try store.writing { try $0.rollback() }
  }
}

extension AuditStore {
  /// Starts to replace the content of the store by that of a new scan.
  package func beginScan() throws(StoreError) -> ScanTransaction {
    try writing { database in
      try database.beginTransaction(.immediate)
      for table in Schema.tables { try database.execute(sql: "DELETE FROM \(table)") }
    }
    return ScanTransaction(self)
  }

  fileprivate func writing(_ body: (Database) throws -> Void) throws(StoreError) {
    do {
      try queue.inDatabase(body)
    } catch {
      throw StoreError(error, path: path)
    }
  }
}
