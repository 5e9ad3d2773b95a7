import GRDB
import KMSModel
package import KMSUsage

/// A use on one day with the encryption contexts of its requests.
package struct UseInContexts: Hashable, Sendable {
  /// As grouped by everything but resources.
  package var use: UseSum
  package var service: String
  package var contexts: [UsedContext]
}

/// Requests of a use in one encryption context with one outcome.
package struct UsedContext: Hashable, Sendable {
  /// JSON, "" for none.
  package var text: String
  /// It is only what the contexts of all requests have in common.
  package var isCommon: Bool
  package var outcome: Outcome
  package var seconds: SecondCounts
  /// Id of one of the requests; "" if none is known.
  package var exampleEventID: String
}

extension AuditStore {
  /// Use grouped; where resources are asked for without the use of which contexts are kept, and with
  /// an empty text in their place.
  ///
  /// - Parameters:
  ///   - query: which use, and by what.
  ///   - jobs: threads.
  /// - Returns: its sums, in no order that means anything.
  /// - Throws: `damaged`, or what SQLite says.
  package func uses(_ query: UseQuery, jobs: Int = 1) throws(StoreError) -> UseSums {
    try reading { database in
      var sums = UseSums()
      if let across = query.across {
        let parts = across.days.map { DaySpans.Part(level: 0, days: Int64($0)...Int64($0)) }
        let sql = """
          SELECT total(ok + denied + throttled + failed) FROM (\(parts.sqlOfUse))
          WHERE \(across.condition.sql)
          """
        sums.undivided =
          try Int.fetchOne(database, sql: sql, arguments: across.condition.arguments) ?? 0
      }
      sums.sums = try groups(query, jobs: jobs, database).all(in: database)
      return sums
    }
  }

  private func groups(_ query: UseQuery, jobs: Int, _ database: Database) throws -> UseGroups {
    let parts = try query.parts(of: database)
    let count = min(threads(jobs), parts.count)
    if count < 2 { return try Self.groups(query, parts, database) }
    // The lengths of parts have nothing to do with their rows.
    let dealt = (0..<count).map { first in
      stride(from: first, to: parts.count, by: count).map { parts[$0] }
    }
    var groups = UseGroups(query.dimensions)
    for other in try sideBySide(dealt, database, { try Self.groups(query, $1, $0) }) {
      groups.add(other)
    }
    return groups
  }

  private static func groups(
    _ query: UseQuery,
    _ parts: [DaySpans.Part],
    _ database: Database
  ) throws -> UseGroups {
    var chosen = query.within
    if query.dimensions.contains(.resource) { chosen.add("NOT \(hasContexts)") }
    var groups = UseGroups(query.dimensions)
    for part in parts { try groups.add(part, chosen, of: database) }
    return groups
  }

  /// Hands on the use of which contexts are kept, one by one: there may be much of it.
  package func forEachUseInContexts(
    _ query: UseQuery,
    _ body: (UseInContexts) -> Void
  ) throws(StoreError) {
    var chosen = query.within
    chosen.add(Self.hasContexts)
    let (dimensions, condition) = (query.dimensions, chosen)
    try reading { database in
      let sql = """
        SELECT \(dimensions.map(\.text).listed) ok, denied, throttled, failed, first_seen, last_seen,
          example_event_id, (SELECT text FROM symbol WHERE id = service), id
        FROM (
          SELECT \(dimensions.map(\.column).listed) usage.*
          FROM (\(try query.parts(of: database).sqlOfUse)) AS usage WHERE \(condition.sql)
        )
        """
      try database.forEachRow(sql, condition.arguments) { row in
        let use = try row.useSum(dimensions)
        let service = row.text()
        let contexts = try database.contexts(ofUse: try row.number(), use.exampleEventID)
        body(UseInContexts(use: use, service: service, contexts: contexts))
      }
    }
  }

  private static let hasContexts = "EXISTS (SELECT 1 FROM access WHERE access.usage = usage.id)"
}

extension Database {
  /// `example` is the use's, which stands for the same of a context.
  fileprivate func contexts(ofUse id: Int64, _ example: String) throws -> [UsedContext] {
    let sql = """
      SELECT (SELECT text FROM access_text WHERE id = context), context_is_common, outcome, seconds,
        example_event_id, example_second
      FROM access WHERE usage = ? ORDER BY context, context_is_common, outcome
      """
    return try rows(sql, [id]) { row in
      var context = UsedContext(
        text: row.text(),
        isCommon: try row.index(below: 2) == 1,
        outcome: try row.value(),
        seconds: row.seconds(),
        exampleEventID: row.optionalText() ?? example
      )
      let second: Int32? = try row.optionalNumber()
      if second == nil { context.exampleEventID = "" }
      return context
    }
  }
}
