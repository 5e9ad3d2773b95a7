import GRDB
import Parallel
import Synchronization

extension AuditStore {
  /// Asks two things at the same time, each on a connection of its own.
  ///
  /// Both see the same: nobody can commit meanwhile, and what this connection has not committed
  /// itself neither sees. One after the other on this connection where only one thread is wanted.
  ///
  /// - Throws: what they throw, or what SQLite says.
  package func readingBoth<First: Sendable, Second: Sendable>(
    jobs: Int,
    _ first: (AuditStore) throws(StoreError) -> First,
    _ second: @escaping @Sendable (AuditStore) throws(StoreError) -> Second
  ) throws(StoreError) -> (First, Second) {
    guard threads(jobs) > 1 else { return (try first(self), try second(self)) }
    return try reading { database in
      // A read holds the store from its first query on.
      _ = try Schema.isEmpty(database)
      let (one, other) = both(
        jobs: jobs,
        { Result { try first(again()) } },
        { Result { try second(self.again()) } }
      )
      return (try one.get(), try other.get())
    }
  }

  /// Of these threads as many as may read; a store in memory has one connection.
  func threads(_ jobs: Int) -> Int { isInMemory ? 1 : max(1, jobs) }

  /// Reads parts on a thread and a connection each, within a read of the store.
  ///
  /// All see the same: as long as that read goes on, nobody can commit.
  ///
  /// - Returns: the results, in the order of the parts.
  func sideBySide<Part: Sendable, Result: Sendable>(
    _ parts: [Part],
    _ read: @Sendable (Database, Part) throws -> Result
  ) throws -> [Result] {
    let found = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: parts.count))
    concurrently(parts.count, jobs: parts.count) { number in
      let result = Swift.Result {
        try Self.connectionForQueries(path).read { try read($0, parts[number]) }
      }
      found.withLock { $0[number] = result }
    }
    return try found.withLock { try $0.compactMap { try $0?.get() } }
  }
}
