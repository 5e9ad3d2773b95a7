import GRDB
package import KMSModel
package import KMSUsage

/// Which use to add up, and by what; empty means all.
package struct UseQuery: Hashable, Sendable {
  /// First moment.
  package var since: Timestamp?
  /// First moment after the last.
  package var until: Timestamp?
  /// That use a key or own it.
  package var accounts: Set<String> = []
  package var regions: Set<String> = []
  /// Their ARNs.
  package var keys: Set<String> = []
  package var operations: Set<String> = []
  /// Leaves out days on which no request of a use succeeded.
  package var hasSucceeded = false
  package var dimensions: [UseDimension] = []

  package init() {}
}

extension UseQuery {
  /// Of the days that its moments are of.
  var days: ClosedRange<Int32> { .days(since: since, until: until) }

  /// What it asks of rows of use, whatever their days.
  var condition: UseCondition {
    var condition = UseCondition()
    condition.add(symbols: accounts, in: ["consumer_account", "key_account"])
    condition.add(symbols: regions, in: ["region"])
    condition.add(symbols: keys, in: ["key"])
    condition.add(symbols: operations, in: ["operation"])
    if hasSucceeded { condition.add("ok > 0") }
    return condition
  }

  /// As `condition`, of use that lies within the bounds as a whole.
  var within: UseCondition {
    var condition = condition
    if let since = since?.withinDay { condition.add("first_seen >= \(since.rawValue)") }
    if let until = until?.withinDay { condition.add("last_seen < \(until.rawValue)") }
    return condition
  }

  /// Of use on both sides of a bound, on the days of both; nil where no bound is within a day.
  var across: (days: [Int32], condition: UseCondition)? {
    let bounds = [since, until].compactMap { $0?.withinDay }
    if bounds.isEmpty { return nil }
    var condition = condition
    let sides = bounds.map { "(first_seen < \($0.rawValue) AND last_seen >= \($0.rawValue))" }
    condition.add("(\(sides.joined(separator: " OR ")))")
    return (Set(bounds.map(\.day)).sorted(), condition)
  }

  /// From which tables to read its use: days by themselves where it asks for each, or for a part of
  /// them, or for what is kept of days alone.
  func parts(of database: Database) throws -> [DaySpans.Part] {
    guard !dimensions.contains(.day), !dimensions.contains(.resource) else {
      let days = days
      let all = Int64(days.lowerBound)...Int64(days.upperBound)
      return [DaySpans.Part(level: 0, days: all)]
    }
    let days = BoundDays(since: since, until: until)
    let cut = days.cut.map { DaySpans.Part(level: 0, days: $0...$0) }
    return try cut + (days.whole.map { try UsageSpans(database).parts(of: $0) } ?? [])
  }
}

/// The days of some moments, since 1970-01-01.
struct BoundDays {
  /// Those that a bound lies within, ascending.
  let cut: [Int64]
  /// The others.
  private(set) var whole: ClosedRange<Int64>?

  init(since: Timestamp?, until: Timestamp?) {
    let days = ClosedRange<Int32>.days(since: since, until: until)
    cut = Set([since, until].compactMap { $0?.withinDay.map { Int64($0.day) } }).sorted()
    let first = Int64(days.lowerBound) + (cut.contains(Int64(days.lowerBound)) ? 1 : 0)
    let last = Int64(days.upperBound) - (cut.contains(Int64(days.upperBound)) ? 1 : 0)
    whole = first <= last ? first...last : nil
  }
}

/// A condition on rows of use.
struct UseCondition {
  private(set) var sql = "TRUE"
  private(set) var arguments: StatementArguments = []

  mutating func add(_ term: String) { sql += " AND " + term }

  /// One of some columns names one of some texts; no text allows all.
  mutating func add(symbols texts: Set<String>, in columns: [String]) {
    if texts.isEmpty { return }
    let marks = Array(repeating: "?", count: texts.count).joined(separator: ", ")
    let terms = columns.map { "\($0) IN (SELECT id FROM symbol WHERE text IN (\(marks)))" }
    add("(\(terms.joined(separator: " OR ")))")
    for _ in columns { arguments += StatementArguments(texts) }
  }
}

extension ClosedRange<Int32> {
  /// The UTC days with moments from one to before another, since 1970-01-01.
  static func days(since: Timestamp?, until: Timestamp?) -> ClosedRange<Int32> {
    let first = since.map(\.day) ?? .min
    let last = until.map { Timestamp($0.rawValue - 1).day } ?? .max
    return first...Swift.max(first, last)
  }
}

extension Timestamp {
  /// nil at the begin of a day.
  fileprivate var withinDay: Timestamp? { secondOfDay == 0 ? nil : self }
}
