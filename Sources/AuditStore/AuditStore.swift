import GRDB

/// The one truth: the facts of the last scan in one SQLite file.
///
/// The only place with SQL.
package final class AuditStore: Sendable {
  let queue: DatabaseQueue
  let path: String

  private init(_ queue: DatabaseQueue, path: String) {
    self.queue = queue
    self.path = path
  }

  /// Opens the store for writing, and makes it if there is none.
  package static func open(path: String) throws(StoreError) -> AuditStore {
    try make(path) { try DatabaseQueue(path: path, configuration: configuration) }
  }

  /// A store that lasts as long as its value.
  package static func inMemory() throws(StoreError) -> AuditStore {
    try make(":memory:") { try DatabaseQueue(configuration: configuration) }
  }

  /// Opens an existing store for queries.
  package static func openReadOnly(path: String) throws(StoreError) -> AuditStore {
    var configuration = configuration
    configuration.readonly = true
    let store: AuditStore
    do {
      store = AuditStore(
        try DatabaseQueue(path: path, configuration: configuration),
        path: path
      )
    } catch {
      throw StoreError(.missing, path: path, reason: "\(StoreError(error, path: path).reason)")
    }
    try store.checkVersion()
    return store
  }

  private static func make(
    _ path: String,
    _ open: () throws -> DatabaseQueue
  ) throws(StoreError) -> AuditStore {
    let store: AuditStore
    do {
      store = AuditStore(try open(), path: path)
    } catch {
      throw StoreError(error, path: path)
    }
    try store.checkVersion()
    do {
      try Schema.migrator.migrate(store.queue)
    } catch {
      throw StoreError(error, path: path)
    }
    return store
  }

  /// The rollback journal is what keeps the old state through a crash; readers of the old state
  /// wait for the commit at most.
  ///
  /// Nothing stays beside the file afterwards.
  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA cache_size = -16000; PRAGMA synchronous = FULL")
    }
    return configuration
  }

  private func checkVersion() throws(StoreError) {
    let isNewer: Bool
    do {
      isNewer = try queue.read { try Schema.migrator.hasBeenSuperseded($0) }
    } catch {
      throw StoreError(error, path: path)
    }
    if isNewer {
      throw StoreError(.newer, path: path, reason: "it was written by a newer kmsaudit")
    }
  }

  func reading<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do {
      return try queue.read(body)
    } catch {
      throw StoreError(error, path: path)
    }
  }
}
