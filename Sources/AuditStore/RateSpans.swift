import GRDB
import KMSUsage

/// Sums of rates over days and spans of days, in `rate_span`.
///
/// A new store's first scan makes none, and an earlier version made none: a day without sums is read
/// from its seconds or hours, and the next scan that brings anything makes them. What folding leaves of a
/// day for the first time has the same sums as its seconds.
struct RateSpans {
  private let facts: FactReader
  private let database: Database

  /// - Parameter facts: of any days.
  init(_ facts: FactReader) { (self.facts, database) = (facts, facts.database) }

  private var spans: DaySpans { DaySpans(firstDay: firstDay) }

  /// The largest spans that together have these days, in their order; of level 0 are days with sums and
  /// without.
  func parts(of days: ClosedRange<Int64>) throws -> [DaySpans.Part] { try spans.parts(of: days) }

  private func firstDay(_ level: Int, from day: Int64) throws -> Int64? {
    let sql = "SELECT min(first_day) FROM rate_span WHERE days = ? AND first_day >= ?"
    return try Int64.fetchOne(database, sql: sql, arguments: [DaySpans.lengths[level], day])
  }

  /// Those of some days that have no sums.
  func gaps(in days: ClosedRange<Int64>) throws -> [ClosedRange<Int64>] {
    var gaps: [ClosedRange<Int64>] = []
    var next = days.lowerBound
    while next <= days.upperBound {
      let known = try firstDay(0, from: next).map { min($0, days.upperBound + 1) }
      let end = known ?? days.upperBound + 1
      if end > next { gaps.append(next...(end - 1)) }
      next = end + 1
    }
    return gaps
  }

  /// Makes those that are missing: of days, and of spans before one.
  func make(before day: Int32) throws {
    let sql = """
      SELECT min(day) FROM (SELECT min(day) AS day FROM rate WHERE day >= :next
        UNION ALL SELECT min(day) FROM hourly_rate WHERE day >= :next)
      """
    var next: Int64 = 0
    while let day = try Int64.fetchOne(database, sql: sql, arguments: ["next": next]) {
      let span = DaySpans.Part(level: 0, days: day...day)
      if try firstDay(0, from: day) != day { try insert(try made(span), of: span) }
      next = day + 1
    }
    try spans.makeMissing(before: day) { span in try insert(try made(span), of: span) }
  }

  private func insert(_ sums: [RateSum], of span: DaySpans.Part) throws {
    let rows = sums.map { RateSpan(level: span.level, firstDay: span.days.lowerBound, sum: $0) }
    try database.insert(rows, facts.symbols)
  }

  /// What a span says by the spans of the level below, a day by its seconds or hours.
  private func made(_ span: DaySpans.Part) throws -> [RateSum] {
    let count = facts.symbols.texts.count
    guard span.level > 0 else {
      let day = facts.reading(span.days)
      return HotKeys.sums(
        try day.rates(),
        hourly: try day.hourlyRates(),
        symbolCount: count
      )
    }
    let below = try facts.spans(span.below).map(\.sum)
    return HotKeys.sums([], sums: below, symbolCount: count)
  }

  /// How many say something else than their days.
  func contradictions() throws -> Int {
    var count = 0
    for level in DaySpans.lengths.indices {
      var next: Int64 = 0
      while let first = try firstDay(level, from: next) {
        next = first + DaySpans.lengths[level]
        let span = DaySpans.Part(level: level, days: first...(next - 1))
        let known = try facts.spans(span).map(\.sum).sorted { $0.place < $1.place }
        if try known != made(span) { count += 1 }
      }
    }
    return count
  }
}

extension Database {
  /// Throws away the sums of rates that have one of these days, which change.
  func forgetRateSpans(_ days: ClosedRange<Int64>) throws {
    for (length, days) in zip(DaySpans.lengths, DaySpans.beginnings(with: days)) {
      let sql = "DELETE FROM rate_span WHERE days = ? AND first_day BETWEEN ? AND ?"
      try cachedStatement(sql: sql)
        .execute(arguments: [length, days.lowerBound, days.upperBound])
    }
  }
}
