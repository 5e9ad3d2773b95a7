import GRDB
import Parallel
import Synchronization

extension AuditStore {
  /// Asks two things at the same time, each on a connection of its own.
  ///
  /// Both see the same: nobody can commit meanwhile, and what this connection has not committed
  /// itself neither sees. One after the other on this connection where only one thread is wanted, or
  /// where another run is about to commit, which lets no further connection in.
  ///
  /// - Throws: what they throw, or what SQLite says.
  package func readingBoth<First: Sendable, Second: Sendable>(
    jobs: Int,
    _ first: (AuditStore) throws(StoreError) -> First,
    _ second: @escaping @Sendable (AuditStore) throws(StoreError) -> Second
  ) throws(StoreError) -> (First, Second) {
    if threads(jobs) > 1 {
      do throws(StoreError) {
        return try readingBothAtOnce(first, second)
      } catch {
        guard error.code == .busy else { throw error }
      }
    }
    return (try first(self), try second(self))
  }

  private func readingBothAtOnce<First: Sendable, Second: Sendable>(
    _ first: (AuditStore) throws(StoreError) -> First,
    _ second: @escaping @Sendable (AuditStore) throws(StoreError) -> Second
  ) throws(StoreError) -> (First, Second) {
    try reading { database in
      try hold(database)
      let (one, other) = both(
        jobs: 2,
        { Result { try first(again()) } },
        { Result { try second(self.again()) } }
      )
      return (try one.get(), try other.get())
    }
  }

  /// SQLite begins to read, and holds the store as it is, with the first query of a read.
  private func hold(_ database: Database) throws { _ = try database.schemaVersion() }

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
    try hold(database)
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
