import GRDB
import GRDBSQLite
import KMSModel
package import KMSUsage
import Synchronization

/// A scan's one write transaction, open from its start: until `commit` the store is as it was,
/// whatever happens to the process, and readers see it so.
///
/// Evidence need not fit in memory: it is gathered in a temporary table, which SQLite spills to a
/// file of its own, so that the store's file stays readable until the commit. All calls may come
/// from any thread and wait for each other. What is not committed ends with its value.
package final class ScanTransaction: Sendable {
  private let store: AuditStore
  /// Looked at and changed only while the connection is ours.
  private let isOpen = Atomic(true)

  fileprivate init(_ store: AuditStore) { self.store = store }

  deinit { try? rollback() }

  /// Adds state-changing events.
  ///
  /// Of two with the same id for the same recipient the one whose text
  /// sorts first stays: the order of arrival does not matter.
  package func add(_ evidence: [EvidenceFact]) throws(StoreError) {
    if evidence.isEmpty { return }
    try writing { database in
      let smallest = """
        ON CONFLICT DO UPDATE SET time = excluded.time, event_name = excluded.event_name,
          record = excluded.record WHERE excluded.record < record
        """
      try database.insert(into: "gathered", columns: 5, evidence, clause: smallest) { row, event in
        row.add(event.eventID)
        row.add(event.recipientAccount)
        row.add(event.time)
        row.add(event.eventName)
        row.add(event.record)
      }
    }
  }

  /// Makes the evidence and everything else the store's content, in place of what it had.
  ///
  /// Waits up to two minutes for whoever reads the store: a night's work is worth more than that.
  package func commit(_ facts: UsageFacts, summary: [String: String]) throws(StoreError) {
    try writing { database in
      sqlite3_busy_timeout(database.sqliteConnection, 120_000)
      for table in Schema.tables { try database.execute(sql: "DELETE FROM \(table)") }
      try database.execute(
        sql: "INSERT INTO evidence SELECT * FROM gathered; DROP TABLE gathered"
      )
      try FactWriter(database).write(facts, summary: summary)
      try database.commit()
      isOpen.store(false, ordering: .relaxed)
    }
  }

  /// Leaves the store as it was; after a commit nothing is left to undo.
  package func rollback() throws(StoreError) {
    try store.writing { database in
      guard isOpen.exchange(false, ordering: .relaxed) else { return }
      try database.rollback()
    }
  }

  /// SQLite itself may end the transaction, of a full disk for one: what comes after must not be
  /// taken for a write of its own.
  private func writing(_ body: (Database) throws -> Void) throws(StoreError) {
    try store.writing { database in
      guard isOpen.load(ordering: .relaxed), database.isInsideTransaction else {
        throw DatabaseError(message: "the scan's transaction has ended")
      }
      try body(database)
    }
  }
}

extension AuditStore {
  /// Starts to replace the content of the store by that of a new scan.
  ///
  /// - Throws: `busy` at once when another run is writing; `readOnly`, of which SQLite itself would
  ///   tell at the commit only.
  package func beginScan() throws(StoreError) -> ScanTransaction {
    try writing { database in
      if database.isInsideTransaction { throw DatabaseError(resultCode: .SQLITE_BUSY) }
      if sqlite3_db_readonly(database.sqliteConnection, "main") == 1 {
        throw DatabaseError(resultCode: .SQLITE_READONLY)
      }
      sqlite3_busy_timeout(database.sqliteConnection, 0)
      try database.beginTransaction(.immediate)
      try database.execute(sql: "CREATE TEMPORARY TABLE gathered \(Schema.evidenceColumns)")
      return ScanTransaction(self)
    }
  }
}
