import GRDB

/// Sums of use over spans of days, so that a question on a year adds up some dozens of spans and not
/// every day.
///
/// A span has 4, 16, 64 or 256 days, counted from 1970. It is made once none of its days may change
/// any more, and thrown away where one does: late files add to old days, and old days are removed. If
/// it has a row, it tells all its use. Days on which no request of a use succeeded are summed for
/// themselves.
struct UsageSpans {
  /// Those in `usage_span`, by level from 1 on; a day is level 0.
  private static let lengths: [Int64] = [1, 4, 16, 64, 256]

  /// Far behind the last that a log can tell of, and the last that leaves room for the level.
  private static let lastDay: Int64 = 1 << 26 - 1
  /// SQLite takes 500; a year has some dozens, and days of wrong clocks are not worth more.
  private static let mostParts = 200

  private let database: Database

  init(_ database: Database) { self.database = database }

  /// Days one behind the other that are read from one table.
  struct Part: Equatable {
    let level: Int
    /// Days since 1970-01-01.
    var days: ClosedRange<Int64>

    /// In bits 58 on of an id stands the level, in those from 32 on the first day.
    var sql: String {
      let (first, last) = (days.lowerBound << 32, days.upperBound << 32 | 0xFFFF_FFFF)
      let above = Int64(level) << 58
      return "SELECT * FROM \(level == 0 ? "usage" : "usage_span") "
        + "WHERE id BETWEEN \(above + first) AND \(above + last)"
    }
  }

  /// The largest spans that together have these days, in their order.
  func parts(of days: ClosedRange<Int64>) throws -> [Part] {
    let parts = try parts(of: days, level: Self.lengths.count - 1)
    return parts.count > Self.mostParts ? [Part(level: 0, days: days)] : parts
  }

  private func parts(of days: ClosedRange<Int64>, level: Int) throws -> [Part] {
    guard level > 0 else { return [Part(level: 0, days: days)] }
    var parts: [Part] = []
    var next = days.lowerBound
    while let span = try firstSpan(level, from: next), span.upperBound <= days.upperBound {
      if span.lowerBound > next {
        parts += try self.parts(of: next...(span.lowerBound - 1), level: level - 1)
      }
      parts.append(Part(level: level, days: span))
      next = span.upperBound + 1
    }
    if next <= days.upperBound {
      parts += try self.parts(of: next...days.upperBound, level: level - 1)
    }
    return parts
  }

  /// The first of a level that has a row and begins at a day or after it.
  private func firstSpan(_ level: Int, from day: Int64) throws -> ClosedRange<Int64>? {
    let sql =
      level == 0
      ? "SELECT min(id) FROM usage WHERE id >= ?" : "SELECT min(id) FROM usage_span WHERE id >= ?"
    // No log is of a day before 1970, and spans of such days are never made.
    let least = Int64(level) << 58 + max(0, day) << 32
    guard let id = try Int64.fetchOne(database, sql: sql, arguments: [least]),
      id >> 58 == Int64(level)
    else { return nil }
    let first = (id & (1 << 58 - 1)) >> 32
    return first...(first + Self.lengths[level] - 1)
  }

  /// Throws away what has one of these days, which change.
  func forget(_ days: ClosedRange<Int64>) throws {
    guard days.upperBound >= 0 else { return }
    let (first, last) = (max(0, days.lowerBound), min(days.upperBound, Self.lastDay))
    for level in Self.lengths.indices.dropFirst() {
      let begin = first / Self.lengths[level] * Self.lengths[level]
      let above = Int64(level) << 58
      try database.cachedStatement(sql: "DELETE FROM usage_span WHERE id BETWEEN ? AND ?")
        .execute(arguments: [above + begin << 32, above + (last << 32 | 0xFFFF_FFFF)])
    }
  }

  /// Makes those that are missing of days before one.
  func make(before day: Int32) throws {
    for level in Self.lengths.indices.dropFirst() {
      let length = Self.lengths[level]
      var next: Int64 = 0
      while let below = try firstSpan(level - 1, from: next) {
        let first = below.lowerBound / length * length
        next = first + length
        if next > Int64(day) { break }
        if try firstSpan(level, from: first)?.lowerBound != first {
          try make(Part(level: level, days: first...first), of: level - 1, first...(next - 1))
        }
      }
    }
  }

  private func make(_ span: Part, of level: Int, _ days: ClosedRange<Int64>) throws {
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
        FROM (\(Part(level: level, days: days).sql)) GROUP BY \(use), ok > 0
        """
    )
  }

  /// How many say something else than their days.
  func contradictions() throws -> Int {
    try Self.lengths.indices.dropFirst().reduce(0) { count, level in
      let sql = """
        SELECT count(*) FROM (
          SELECT (id & \(1 << 58 - 1)) >> 32 AS day, sum(\(Self.requests)) AS requests
          FROM usage_span WHERE id >> 58 = \(level) GROUP BY 1
        ) WHERE requests <> (
          SELECT total(\(Self.requests)) FROM usage
          WHERE id BETWEEN day << 32 AND ((day + \(Self.lengths[level])) << 32) - 1
        )
        """
      return count + (try Int.fetchOne(database, sql: sql) ?? 0)
    }
  }

  private static let requests = "ok + denied + throttled + failed"
}
