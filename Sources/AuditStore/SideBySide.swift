import GRDB
import Parallel
import Synchronization

extension AuditStore {
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
