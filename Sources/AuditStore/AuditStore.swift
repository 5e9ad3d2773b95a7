import Foundation
import GRDB

/// The one truth: the facts of the last scan in one SQLite file.
///
/// The only module with SQL.
package final class AuditStore: Sendable {
  let queue: DatabaseQueue
  let path: String

  private init(_ queue: DatabaseQueue, path: String) {
    self.queue = queue
    self.path = path
  }

  /// Opens the store for writing, and makes it if there is none.
  ///
  /// - Throws: `newer`, `foreign`, or what SQLite says of the file.
  package static func open(path: String) throws(StoreError) -> AuditStore {
    try ready(path) { try DatabaseQueue(path: path, configuration: configuration) }
  }

  /// Opens an existing store for writing.
  ///
  /// - Throws: `missing`, and what `open` throws.
  package static func openExisting(path: String) throws(StoreError) -> AuditStore {
    try requireFile(path)
    return try open(path: path)
  }

  /// A store that lasts as long as its value.
  package static func inMemory() throws(StoreError) -> AuditStore {
    try ready(memory) { try DatabaseQueue(configuration: configuration) }
  }

  private static let memory = ":memory:"
  var isInMemory: Bool { path == Self.memory }

  /// Opens an existing store for queries, also while a scan writes to it.
  ///
  /// One of an earlier version stays as it is until it is opened for writing.
  ///
  /// - Throws: `missing`, `newer`, `older`, `foreign`, or what SQLite says of the file.
  package static func openReadOnly(path: String) throws(StoreError) -> AuditStore {
    try requireFile(path)
    return try withStoreErrors(path) {
      do {
        return try forQueries(path)
      } catch let error as DatabaseError
        where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK
      {
        try undoKilledCommit(path)
        return try forQueries(path)
      }
    }
  }

  private static func requireFile(_ path: String) throws(StoreError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw StoreError(.missing, path: path, reason: "there is no such file")
    }
  }

  private static func forQueries(_ path: String) throws -> AuditStore {
    let store = AuditStore(try connectionForQueries(path), path: path)
    guard try store.queue.read({ try Schema.isOurs($0, path: path) }) else {
      throw StoreError(foreign: path)
    }
    guard try store.queue.read(Schema.migrator.hasCompletedMigrations) else {
      throw StoreError(older: path)
    }
    return store
  }

  /// A connection more, which waits for nobody.
  func again() throws -> AuditStore {
    AuditStore(try Self.connectionForQueries(path, patience: .immediateError), path: path)
  }

  /// A commit of a large night is no reason to refuse an answer.
  static func connectionForQueries(
    _ path: String,
    patience: Database.BusyMode = .timeout(30)
  ) throws -> DatabaseQueue {
    var configuration = configuration
    configuration.readonly = true
    configuration.busyMode = patience
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// A run that was killed within its commit leaves its journal, from which SQLite restores the old
  /// state at the next read; only a connection that may write can.
  private static func undoKilledCommit(_ path: String) throws {
    do {
      _ = try DatabaseQueue(path: path, configuration: configuration).read(Schema.isEmpty)
    } catch is DatabaseError {
      throw StoreError(
        .readOnly,
        path: path,
        reason: "a run was killed while it wrote, and what it left can only be undone by one that "
          + "may write the file and its folder"
      )
    }
  }

  private static func ready(
    _ path: String,
    _ open: () throws -> DatabaseQueue
  ) throws(StoreError) -> AuditStore {
    try withStoreErrors(path) {
      let store = AuditStore(try open(), path: path)
      if try store.queue.read(Schema.isEmpty) {
        try copyOfNew(to: store.queue)
      } else if try store.queue.read({ try Schema.isOurs($0, path: path) }) {
        try Schema.migrator.migrate(store.queue)
      } else {
        throw StoreError(foreign: path)
      }
      return store
    }
  }

  /// Makes an empty file a store in one transaction: each migration would wait for the disk.
  ///
  /// Another run may do so at the same moment: only one of them finds it empty.
  private static func copyOfNew(to queue: DatabaseQueue) throws {
    let new = try DatabaseQueue(configuration: configuration)
    try Schema.migrator.migrate(new)
    let content = try new.read(Schema.content)
    try queue.inDatabase { database in
      try database.inTransaction(.immediate) {
        guard try Schema.isEmpty(database) else { return .rollback }
        for statement in content { try database.execute(sql: statement) }
        return .commit
      }
    }
  }

  /// A rollback journal that is synced in full, and large pages.
  ///
  /// No crash of the program or the machine leaves more or less than the old state, and nothing
  /// stays beside the file. WAL would write every page twice, 25 ms more for a scan's 12 MB, to let
  /// readers in during a write; they get in anyway, because a scan writes to the file only within
  /// its commit (see `ScanTransaction`).
  ///
  /// 16 KiB pages hold a day's seconds or a record without an overflow page. Secure deletion, which
  /// Debian's SQLite has on, would write the old state's pages only to blank them. Foreign keys
  /// are for the reader of the schema: all rows of a scan come at once, and reading checks them.
  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(5)
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { database in
      try database.execute(
        sql: """
          PRAGMA page_size = 16384;
          PRAGMA cache_size = -1000;
          PRAGMA secure_delete = OFF;
          PRAGMA synchronous = FULL
          """
      )
    }
    return configuration
  }

  func reading<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    try withStoreErrors(path) { try queue.read(body) }
  }

  func writing<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    try withStoreErrors(path) { try queue.inDatabase(body) }
  }
}
