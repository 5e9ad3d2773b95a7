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
  /// The SQL of its conditions on rows of use.
  var condition: UseCondition {
    var condition = UseCondition(days: .days(since: since, until: until))
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

  /// As `condition`, of use on both sides of a bound; nil where no bound is within a day.
  var across: UseCondition? {
    let bounds = [since, until].compactMap { $0?.withinDay }
    if bounds.isEmpty { return nil }
    var condition = condition
    let parts = bounds.map { bound in
      "(\(UseCondition.idRange(bound.day...bound.day)) AND first_seen < \(bound.rawValue)"
        + " AND last_seen >= \(bound.rawValue))"
    }
    condition.add("(\(parts.joined(separator: " OR ")))")
    return condition
  }
}

/// A condition on rows of `usage`.
struct UseCondition {
  private(set) var sql: String
  private(set) var arguments: StatementArguments = []

  init(days: ClosedRange<Int32>) { sql = Self.idRange(days) }

  mutating func add(_ term: String) { sql += " AND " + term }

  /// One of some columns names one of some texts; no text allows all.
  mutating func add(symbols texts: Set<String>, in columns: [String]) {
    if texts.isEmpty { return }
    let marks = Array(repeating: "?", count: texts.count).joined(separator: ", ")
    let terms = columns.map { "\($0) IN (SELECT id FROM symbol WHERE text IN (\(marks)))" }
    add("(\(terms.joined(separator: " OR ")))")
    for _ in columns { arguments += StatementArguments(texts) }
  }

  /// The ids of uses hold their day in the bits from 32 on.
  static func idRange(_ days: ClosedRange<Int32>) -> String {
    "id BETWEEN \(Int64(days.lowerBound) << 32) AND \(Int64(days.upperBound) << 32 | 0xFFFF_FFFF)"
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
