import GRDB
import GRDBSQLite
import KMSModel
package import KMSUsage
import Synchronization

/// A scan's one write transaction, open from its start: until `commit` the store is as it was,
/// whatever happens to the process, and readers see it so.
///
/// Evidence need not fit in memory: it is gathered in a temporary table, which SQLite spills to a
/// file of its own, so that the store's file stays readable while the logs are read. All calls may
/// come from any thread and wait for each other. What is not committed ends with its value.
package final class ScanTransaction: Sendable {
  private static let smallest = """
    ON CONFLICT DO UPDATE SET time = excluded.time, event_name = excluded.event_name,
      record = excluded.record WHERE excluded.record < record
    """

  /// Milliseconds: a night's work is worth more than two minutes.
  private static let patience: Int32 = 120_000

  private let store: AuditStore
  /// The numbers of the files that the scan reads.
  private let ids = Mutex<[String: Int64]>([:])
  /// Of the scan.
  private let number: Int64
  private let firstFailure = Mutex<(any Error)?>(nil)
  /// Looked at and changed only while the connection is ours.
  private let isOpen = Atomic(true)

  fileprivate init(_ store: AuditStore, _ number: Int64, _ ids: [String: Int64]) {
    (self.store, self.number) = (store, number)
    self.ids.withLock { $0 = ids }
  }

  deinit { try? rollback() }

  /// Says which files the scan reads, in the order in which it does; what the store has of them is
  /// replaced.
  package func read(_ paths: [String]) throws(StoreError) {
    try writing { database in
      let numbers = try AuditStore.numbers(of: paths, in: database)
      ids.withLock { $0 = numbers }
    }
  }

  /// Changes what the store says of its last scan.
  ///
  /// - Parameter summary: values to be changed; nil leaves one as it was.
  /// - Throws: what SQLite says; the store is then as it was.
  package func note(_ summary: [String: String?]) throws(StoreError) {
    try writing { database in
      for case (let name, let value?) in summary {
        try database.execute(
          sql: "INSERT OR REPLACE INTO summary VALUES (?, ?)",
          arguments: [name, value]
        )
      }
    }
  }

  /// Adds state-changing events.
  ///
  /// Of two with the same id for the same recipient the one whose text
  /// sorts first stays: the order of arrival does not matter.
  package func add(_ evidence: [EvidenceFact]) throws(StoreError) {
    if evidence.isEmpty { return }
    try writing { database in
      try database.insert(into: "gathered", columns: 5, evidence, clause: Self.smallest) {
        row,
        event in
        row.add(event.eventID)
        row.add(event.recipientAccount)
        row.add(event.time)
        row.add(event.eventName)
        row.add(event.record)
      }
    }
  }

  /// Adds the KMS records of files that the scan was begun with, for the windows of later scans.
  package func add(_ files: [FileRows]) throws(StoreError) {
    let ids = ids.withLock { $0 }
    try writing { database in
      // A second reading of the logs brings them again.
      let clause = """
        ON CONFLICT DO UPDATE
          SET rows = excluded.rows, scan = excluded.scan, last_day = excluded.last_day
        """
      try database.insert(into: "file_rows", columns: 4, files, clause: clause) { row, file in
        row.add(ids[file.path] ?? -1)
        row.add(file.rows)
        row.add(number)
        row.add(file.lastDay)
      }
    }
  }

  /// Adds what is known of the files themselves, in place of what the store has of them; a second
  /// reading of the logs brings it again.
  ///
  /// - Parameters:
  ///   - files: that the scan was begun with.
  ///   - diagnostics: of them.
  ///   - choice: what is taken from them, told by records and details.
  /// - Throws: what SQLite says; the store is then as it was.
  package func add(
    _ files: [FileFact],
    _ diagnostics: [Diagnostic],
    choice: String = ""
  ) throws(StoreError) {
    let ids = ids.withLock { $0 }
    try writing { database in
      _ = try FileWriter(files, diagnostics, choice: choice, ids: ids, scan: number, to: database)
      try WatchWriter(database).add(files)
    }
  }

  /// What earlier scans left of their ledgers, without the files that are read anew.
  package func window() throws(StoreError) -> LedgerWindow {
    var window: LedgerWindow?
    try writing { database in
      window = try WindowReader(database, without: Set(ids.withLock { $0 }.values)).window()
    }
    return window ?? LedgerWindow()
  }

  /// Writes what the logs came to; until the commit only this store value reads it.
  ///
  /// Waits up to `patience` for whoever reads the store.
  ///
  /// - Parameters:
  ///   - facts: of the days from `window.openFrom` on whole, of earlier days what is new.
  ///   - summary: of the scan, in place of that of the one before.
  ///   - openFrom: of the window the facts were made with.
  ///   - nextOpenFrom: earlier days are settled: of their records only those of the last day before it
  ///     are kept.
  /// - Throws: what SQLite says; the store is then as it was.
  package func write(
    _ facts: UsageFacts,
    summary: [String: String],
    openFrom: Int32 = .min,
    nextOpenFrom: Int32 = .min
  ) throws(StoreError) {
    try writing { database in
      sqlite3_busy_timeout(database.sqliteConnection, Self.patience)
      try database.execute(
        sql: "INSERT INTO evidence SELECT * FROM gathered WHERE true \(Self.smallest)"
      )
      let isFirst = try database.rows("SELECT 1 FROM usage LIMIT 1", [], { _ in () }).isEmpty
      // Made at once, with the commit, while the use is judged.
      if isFirst { try database.execute(sql: "DROP INDEX usage_by_key") }
      try DayWriter(database).write(facts, openFrom: openFrom)
      try UsageSpans(database).make(before: nextOpenFrom)
      try WindowWriter(database, scan: number).write(facts, nextOpenFrom: nextOpenFrom)
      try write(summary, to: database)
      try Pruner(database).pruneLate()
      // The first scan of all is to be a fast one; of what it wrote the next one makes the sums.
      if !isFirst {
        try RateSpans(FactReader(database, days: nil)).make(before: nextOpenFrom)
      }
    }
  }

  /// Folds and removes what has passed its age by what was written.
  ///
  /// - Parameters:
  ///   - retention: how much is kept before the last day in the store.
  ///   - lastDay: records of later days have a wrong time, and make nothing old.
  /// - Throws: what SQLite says; the store is then as it was.
  package func prune(_ retention: Retention, lastDay: Int32) throws(StoreError) {
    try writing { _ = try Pruner($0).prune(retention, lastDay: lastDay) }
  }

  /// Makes what was written the store's, for everybody, waiting for readers as `write` does.
  package func commit() throws(StoreError) {
    try writing { database in
      sqlite3_busy_timeout(database.sqliteConnection, Self.patience)
      try database.execute(
        sql: "DROP TABLE gathered; CREATE INDEX IF NOT EXISTS \(Schema.usageByKey)"
      )
      try database.commit()
      isOpen.store(false, ordering: .relaxed)
    }
  }

  private func write(_ summary: [String: String], to database: Database) throws {
    try database.execute(sql: "DELETE FROM summary")
    let sorted = summary.sorted { $0.key < $1.key }
    try database.insert(into: "summary", columns: 2, sorted) { row, entry in
      row.add(entry.key)
      row.add(entry.value)
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
  ///
  /// - Throws: what went wrong first: another thread's write may find the transaction ended by it.
  private func writing(_ body: (Database) throws -> Void) throws(StoreError) {
    try store.writing { database in
      guard isOpen.load(ordering: .relaxed), database.isInsideTransaction else {
        throw firstFailure.withLock(\.self)
          ?? DatabaseError(message: "the scan's transaction has ended")
      }
      do {
        try body(database)
      } catch {
        firstFailure.withLock { $0 = $0 ?? error }
        throw error
      }
    }
  }
}

extension AuditStore {
  /// Starts to add a scan to the store.
  ///
  /// - Parameter paths: the files that it reads, in the order in which it does; what the store has of
  ///   them is replaced.
  /// - Returns: the transaction, which ends with its value.
  /// - Throws: `busy` at once when another run is writing; `readOnly`, of which SQLite itself would
  ///   tell at the commit only.
  package func beginScan(reading paths: [String] = []) throws(StoreError) -> ScanTransaction {
    try writing { database in
      if database.isInsideTransaction { throw DatabaseError(resultCode: .SQLITE_BUSY) }
      if sqlite3_db_readonly(database.sqliteConnection, "main") == 1 {
        throw DatabaseError(resultCode: .SQLITE_READONLY)
      }
      sqlite3_busy_timeout(database.sqliteConnection, 0)
      try database.beginTransaction(.immediate)
      try database.execute(sql: "CREATE TEMPORARY TABLE gathered \(Schema.evidenceColumns)")
      let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM scan") ?? -1
      return ScanTransaction(self, last + 1, try Self.numbers(of: paths, in: database))
    }
  }

  /// Those that the files have, and the next in their order for those that are new.
  fileprivate static func numbers(
    of paths: [String],
    in database: Database
  ) throws -> [String: Int64] {
    var numbers: [String: Int64] = [:]
    try FilePlaces(database).forEach(paths, columns: "1") { place, id, _ in
      numbers[paths[place]] = id
    }
    var next = try FileWriter.lastID(in: database) + 1
    // What comes from standard input or a pipe is another file each time.
    for path in paths where path.hasPrefix("-") { numbers[path] = nil }
    for path in paths where numbers[path] == nil {
      numbers[path] = next
      next += 1
    }
    return numbers
  }
}
