import GRDB

/// Sums of use over spans of days, in `usage_span`; days are those of `usage`.
///
/// Days on which no request of a use succeeded are summed for themselves.
struct UsageSpans {
  /// Far behind the last that a log can tell of, and the last that leaves room for the level.
  private static let lastDay: Int64 = 1 << 26 - 1

  private let database: Database

  init(_ database: Database) { self.database = database }

  private var spans: DaySpans { DaySpans(firstDay: firstDay) }

  /// The largest spans that together have these days, in their order.
  func parts(of days: ClosedRange<Int64>) throws -> [DaySpans.Part] { try spans.parts(of: days) }

  private func firstDay(_ level: Int, from day: Int64) throws -> Int64? {
    let sql =
      level == 0
      ? "SELECT min(id) FROM usage WHERE id >= ?" : "SELECT min(id) FROM usage_span WHERE id >= ?"
    let least = Int64(level) << 58 + day << 32
    guard let id = try Int64.fetchOne(database, sql: sql, arguments: [least]),
      id >> 58 == Int64(level)
    else { return nil }
    return (id & (1 << 58 - 1)) >> 32
  }

  /// Throws away what has one of these days, which change.
  func forget(_ days: ClosedRange<Int64>) throws {
    for (level, days) in DaySpans.beginnings(with: days).enumerated().dropFirst() {
      let (first, last) = (days.lowerBound, min(days.upperBound, Self.lastDay))
      let above = Int64(level) << 58
      try database.cachedStatement(sql: "DELETE FROM usage_span WHERE id BETWEEN ? AND ?")
        .execute(arguments: [above + first << 32, above + (last << 32 | 0xFFFF_FFFF)])
    }
  }

  /// Makes those that are missing of days before one.
  func make(before day: Int32) throws { try spans.makeMissing(before: day, make) }

  private func make(_ span: DaySpans.Part) throws {
    let id = Int64(span.level) << 58 + span.days.lowerBound << 32
    let use = """
      key, key_account, region, consumer_account, attribution, principal, service, operation
      """
    try database.execute(
      sql: """
        INSERT INTO usage_span
        SELECT \(id) - 1 + row_number() OVER (ORDER BY \(use), ok > 0), \(use), min(first_seen),
          max(last_seen), coalesce(min(nullif(example_event_id, '')), ''), sum(ok), sum(denied),
          sum(throttled), sum(failed)
        FROM (\(span.below.sqlOfUse)) GROUP BY \(use), ok > 0
        """
    )
  }

  /// How many say something else than their days.
  func contradictions() throws -> Int {
    try DaySpans.lengths.indices.dropFirst().reduce(0) { count, level in
      let sql = """
        SELECT count(*) FROM (
          SELECT (id & \(1 << 58 - 1)) >> 32 AS day, sum(\(Self.requests)) AS requests
          FROM usage_span WHERE id >> 58 = \(level) GROUP BY 1
        ) WHERE requests <> (
          SELECT total(\(Self.requests)) FROM usage
          WHERE id BETWEEN day << 32 AND ((day + \(DaySpans.lengths[level])) << 32) - 1
        )
        """
      return count + (try Int.fetchOne(database, sql: sql) ?? 0)
    }
  }

  private static let requests = "ok + denied + throttled + failed"
}

/// Rows of a table of use, one behind the other.
struct RowsOfUse: Sendable {
  let table: String
  let ids: ClosedRange<Int64>
}

extension DaySpans.Part {
  /// In bits 58 on of an id stands the level, in those from 32 on the first day.
  var rows: RowsOfUse {
    let (first, last) = (days.lowerBound << 32, days.upperBound << 32 | 0xFFFF_FFFF)
    let above = Int64(level) << 58
    return RowsOfUse(
      table: level == 0 ? "usage" : "usage_span",
      ids: above + first...above + last
    )
  }

  var sqlOfUse: String {
    let rows = rows
    return "SELECT * FROM \(rows.table) "
      + "WHERE id BETWEEN \(rows.ids.lowerBound) AND \(rows.ids.upperBound)"
  }
}
