/// Spans of days that a table has sums of, beside those of the days themselves, so that a question on a
/// year adds up some dozens of spans and not every day.
///
/// A span has 4, 16, 64 or 256 days, counted from 1970. It is made once none of its days may change
/// any more, and thrown away where one does: late files add to old days, and old days are removed. If
/// it has a row, it tells all of its days.
struct DaySpans {
  /// By level; a day is level 0.
  static let lengths: [Int64] = [1, 4, 16, 64, 256]

  /// SQLite takes 500 queries in one; a year has some dozens, and days of wrong clocks are not worth
  /// more.
  private static let mostParts = 200

  /// The first day, at one or after it, with which a span of a level begins that has a row.
  let firstDay: (_ level: Int, _ from: Int64) throws -> Int64?

  /// Days one behind the other that are read from one table.
  struct Part: Hashable {
    let level: Int
    /// Days since 1970-01-01.
    var days: ClosedRange<Int64>

    /// The same days by the next lower level.
    var below: Part { Part(level: level - 1, days: days) }
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

  private func firstSpan(_ level: Int, from day: Int64) throws -> ClosedRange<Int64>? {
    // No log is of a day before 1970, and spans of such days are never made.
    let first = try firstDay(level, max(0, day))
    return first.map { $0...($0 + Self.lengths[level] - 1) }
  }

  /// By level, the first days of the spans that have one of some days.
  static func beginnings(with days: ClosedRange<Int64>) -> [ClosedRange<Int64>] {
    guard days.upperBound >= 0 else { return [] }
    return lengths.map { max(0, days.lowerBound) / $0 * $0...days.upperBound }
  }

  /// Calls `make` with each span that is missing of days before one; those below it have been made.
  func makeMissing(before day: Int32, _ make: (Part) throws -> Void) throws {
    for level in Self.lengths.indices.dropFirst() {
      let length = Self.lengths[level]
      var next: Int64 = 0
      while let below = try firstSpan(level - 1, from: next) {
        let first = below.lowerBound / length * length
        next = first + length
        if next > Int64(day) { break }
        if try firstSpan(level, from: first)?.lowerBound != first {
          try make(Part(level: level, days: first...(next - 1)))
        }
      }
    }
  }
}
