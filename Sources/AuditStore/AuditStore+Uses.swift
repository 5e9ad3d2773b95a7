import GRDB
import KMSModel
package import KMSUsage

extension AuditStore {
  /// Use grouped, by anything but resources.
  ///
  /// - Parameters:
  ///   - query: which use, and by what.
  ///   - jobs: threads.
  /// - Returns: its sums, in no order that means anything.
  /// - Throws: `damaged`, or what SQLite says.
  package func uses(_ query: UseQuery, jobs: Int = 1) throws(StoreError) -> UseSums {
    try reading { database in
      var sums = UseSums()
      sums.undivided = try Self.undivided(query, database)
      sums.sums = try groups(query, jobs: jobs, database).sums(in: database)
      return sums
    }
  }

  /// Use grouped, and within each group by service and encryption context, which tell the resource;
  /// that is "" among their values.
  ///
  /// - Parameters:
  ///   - query: which use, and by what.
  ///   - jobs: threads.
  /// - Returns: the groups, in no order that means anything, and `UseSums.undivided`.
  /// - Throws: `damaged`, or what SQLite says.
  package func usesInContexts(
    _ query: UseQuery,
    jobs: Int = 1
  ) throws(StoreError) -> (uses: [UseInContext], undivided: Int) {
    try reading { database in
      let groups = try groups(query, jobs: jobs, database)
      return (try groups.usesInContexts(in: database), try Self.undivided(query, database))
    }
  }

  private static func undivided(_ query: UseQuery, _ database: Database) throws -> Int {
    guard let across = try query.across(database) else { return 0 }
    let parts = across.days.map { DaySpans.Part(level: 0, days: Int64($0)...Int64($0)) }
    let sql = """
      SELECT total(ok + denied + throttled + failed) FROM (\(parts.sqlOfUse))
      WHERE \(across.condition.sql)
      """
    return try Int.fetchOne(database, sql: sql) ?? 0
  }

  private func groups(_ query: UseQuery, jobs: Int, _ database: Database) throws -> UseGroups {
    let (rows, condition) = (try query.rows(of: database), try query.within(database))
    let dimensions = query.dimensions
    let count = min(threads(jobs), rows.count)
    if count < 2 { return try UseGroups(dimensions, of: rows, condition, database) }
    // The lengths of parts have nothing to do with their rows.
    let dealt = (0..<count).map { first in
      stride(from: first, to: rows.count, by: count).map { rows[$0] }
    }
    var groups = UseGroups(dimensions)
    for other in try sideBySide(
      dealt,
      database,
      { try UseGroups(dimensions, of: $1, condition, $0) }
    ) { groups.add(other) }
    return groups
  }
}
