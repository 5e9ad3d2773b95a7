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
  func condition(_ database: Database) throws -> UseCondition {
    var condition = UseCondition()
    try condition.add(symbols: accounts, in: ["consumer_account", "key_account"], database)
    try condition.add(symbols: regions, in: ["region"], database)
    try condition.add(symbols: keys, in: ["key"], database)
    try condition.add(symbols: operations, in: ["operation"], database)
    if hasSucceeded { condition.add("ok > 0") }
    return condition
  }

  /// As `condition`, of use that lies within the bounds as a whole.
  func within(_ database: Database) throws -> UseCondition {
    var condition = try condition(database)
    if let since = since?.withinDay { condition.add("first_seen >= \(since.rawValue)") }
    if let until = until?.withinDay { condition.add("last_seen < \(until.rawValue)") }
    return condition
  }

  /// Of use on both sides of a bound, on the days of both; nil where no bound is within a day.
  func across(_ database: Database) throws -> (days: [Int32], condition: UseCondition)? {
    let bounds = [since, until].compactMap { $0?.withinDay }
    if bounds.isEmpty { return nil }
    var condition = try condition(database)
    let sides = bounds.map { "(first_seen < \($0.rawValue) AND last_seen >= \($0.rawValue))" }
    condition.add("(\(sides.joined(separator: " OR ")))")
    return (Set(bounds.map(\.day)).sorted(), condition)
  }

  /// Where to read its use: days by themselves where it asks for each, or for a part of them, or for
  /// what is kept of days alone.
  func rows(of database: Database) throws -> [RowsOfUse] {
    if dimensions.contains(.day) || dimensions.contains(.resource) {
      return try rowsOfDays(database)
    }
    let days = BoundDays(since: since, until: until)
    let cut = days.cut.map { DaySpans.Part(level: 0, days: $0...$0) }
    let parts = try cut + (days.whole.map { try UsageSpans(database).parts(of: $0) } ?? [])
    return parts.map(\.rows)
  }

  private func rowsOfDays(_ database: Database) throws -> [RowsOfUse] {
    var ids: [ClosedRange<Int64>] = []
    if keys.isEmpty {
      let days = DaySpans.Part(level: 0, days: Int64(days.lowerBound)...Int64(days.upperBound))
      try database.forEachDayOfUse(in: days.rows.ids) { ids.append($0) }
    } else {
      ids = try UseSearch(FactReader(database, days: days)).ranges(of: keys.sorted())
    }
    return ids.map { RowsOfUse(table: "usage", ids: $0) }
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
struct UseCondition: Sendable {
  private(set) var sql = "TRUE"

  mutating func add(_ term: String) { sql += " AND " + term }

  /// One of some columns names one of some texts; no text allows all.
  ///
  /// By their numbers, since each of many parts would look for the texts again.
  mutating func add(symbols texts: Set<String>, in columns: [String], _ database: Database) throws {
    if texts.isEmpty { return }
    let marks = Array(repeating: "?", count: texts.count).joined(separator: ", ")
    let numbers = try database.rows(
      "SELECT id FROM symbol WHERE text IN (\(marks))",
      StatementArguments(texts)
    ) { String(try $0.number() as Int64) }
    let terms = columns.map { "\($0) IN (\(numbers.joined(separator: ", ")))" }
    add("(\(terms.joined(separator: " OR ")))")
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
