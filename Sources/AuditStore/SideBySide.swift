import GRDB
import Parallel
import Synchronization

extension AuditStore {
  /// Of these threads as many as may read; a store in memory has one connection.
  func threads(_ jobs: Int) -> Int { isInMemory ? 1 : max(1, jobs) }

  /// Reads parts on a thread and a connection each, within a read of the store.
  ///
  /// All see the same: as long as that read goes on, nobody can commit. Who waits to do so lets no
  /// further connection in, until the read ends; what such a one would read, that of the read does.
  ///
  /// - Parameters:
  ///   - parts: one or more.
  ///   - database: within the read.
  ///   - read: what to do with a part.
  /// - Returns: the results, in the order of the parts.
  /// - Throws: what `read` does.
  func sideBySide<Part: Sendable, Result: Sendable>(
    _ parts: [Part],
    _ database: Database,
    _ read: @Sendable (Database, Part) throws -> Result
  ) throws -> [Result] {
    // SQLite begins to read, and holds the store as it is, with the first row that is asked for.
    _ = try database.schemaVersion()
    let found = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: parts.count))
    concurrently(parts.count, jobs: parts.count) { number in
      let result = Swift.Result {
        try Self.connectionForQueries(path, patience: .immediateError)
          .read { try read($0, parts[number]) }
      }
      found.withLock { $0[number] = result }
    }
    return try zip(parts, found.withLock { $0.compactMap(\.self) }).map { part, result in
      do {
        return try result.get()
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        return try read(database, part)
      }
    }
  }
}
