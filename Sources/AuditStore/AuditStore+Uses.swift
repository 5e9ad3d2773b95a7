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
  package func uses(_ query: UseQuery) throws(StoreError) -> UseSums {
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
      var chosen = query.within
      if query.dimensions.contains(.resource) { chosen.add("NOT \(Self.hasContexts)") }
      // Texts are looked up of the sums, which are fewer than the rows.
      let sql = """
        SELECT \(query.dimensions.map(\.text).listed) ok, denied, throttled, failed, first_seen,
          last_seen, example
        FROM (
          SELECT \(query.dimensions.map(\.column).listed) sum(ok) AS ok, sum(denied) AS denied,
            sum(throttled) AS throttled, sum(failed) AS failed, min(first_seen) AS first_seen,
            max(last_seen) AS last_seen, min(nullif(example_event_id, '')) AS example
          FROM (\(try query.parts(of: database).sqlOfUse)) AS usage WHERE \(chosen.sql)
          \(query.dimensions.isEmpty ? "" : "GROUP BY \(query.dimensions.indices.numbered)")
        ) WHERE ok IS NOT NULL
        """
      sums.sums = try database.rows(sql, chosen.arguments) { row in
        try row.useSum(query.dimensions)
      }
      return sums
    }
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
