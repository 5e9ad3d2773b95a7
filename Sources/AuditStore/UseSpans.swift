import GRDB
package import KMSModel
package import KMSUsage

/// The days that are asked about first and last use, as UTC days since 1970-01-01.
package struct UseSpanQuery: Hashable, Sendable {
  package var days: Range<Int32>
  /// Days before them, in which a key was used that may have fallen silent.
  package var before: Range<Int32>

  package init(days: Range<Int32>, before: Range<Int32>) {
    (self.days, self.before) = (days, before)
  }
}

/// Requests of some days that KMS did not refuse.
package struct UseTotal: Hashable, Sendable {
  package var requests = 0
  /// Of the days' requests, the refused ones too.
  package var firstSeen: Timestamp
  package var lastSeen: Timestamp
  package var days: Set<Int32>
  package var attributions: Set<Attribution>
  /// The smallest event id; "" if there was none.
  package var exampleEventID: String

  package mutating func add(_ other: UseTotal) {
    requests += other.requests
    firstSeen = min(firstSeen, other.firstSeen)
    lastSeen = max(lastSeen, other.lastSeen)
    days.formUnion(other.days)
    attributions.formUnion(other.attributions)
    exampleEventID = exampleEventID.smallerID(other.exampleEventID)
  }
}

/// The use of a key by one consumer account and principal, by way of one service, with one operation.
package struct UseSpan: Hashable, Sendable {
  package var consumerAccount: String
  package var principal: String
  package var service: String
  package var operation: String
  /// Of all days in the store.
  package var firstDay: Int32
  /// In the days asked about, where the first day is one of them.
  package var inDays: UseTotal?
  /// In the days before, where the key is not used in the days asked about.
  package var before: UseTotal?
}

/// A key on which something is new, or which is no longer used.
package struct KeySpans: Hashable, Sendable {
  /// Its ARN, or why there is none.
  package var key: String
  package var isUsed: Bool
  /// All of its use that began before the end of the days.
  package var spans: [UseSpan]
}

extension AuditStore {
  /// The keys with use that is first seen in the days asked about, and those that were used before them
  /// and not in them; in no particular order.
  ///
  /// - Parameters:
  ///   - query: the days.
  ///   - isKey: whether that key, or why there is none, is asked about.
  ///   - isUse: whether an operation is use of a key.
  /// - Returns: what is known of them.
  /// - Throws: `damaged`, or what SQLite says.
  package func keySpans(
    _ query: UseSpanQuery,
    isKey: (String) -> Bool,
    isUse: (String) -> Bool
  ) throws(StoreError) -> [KeySpans] {
    try reading { database in
      var reader = UseSpanReader(database, query)
      let usual = try reader.keysUsedAsAlways(isUse)
      var found: [KeySpans] = []
      var place = UsePlace.first
      while let next = try reader.use(from: place) {
        place = next.place.ofNextKey
        guard !usual.contains(next.place.key), isKey(try reader.text(next.place.key)) else {
          continue
        }
        let uses = try reader.uses(from: next, isUse)
        if let spans = try reader.spans(uses) { found.append(spans) }
      }
      return found
    }
  }
}

/// Use of keys that the logs do not tell, by an account in a Region.
package struct UnresolvedUse: Hashable, Sendable {
  package var consumerAccount: String
  package var region: String
  package var requests: Int
}

extension AuditStore {
  /// Requests of some days that KMS did not refuse, for keys that the logs do not tell.
  ///
  /// - Parameters:
  ///   - days: UTC days since 1970-01-01.
  ///   - isUse: whether an operation is use of a key.
  /// - Returns: by account and Region.
  /// - Throws: `damaged`, or what SQLite says.
  package func unresolvedUse(
    _ days: Range<Int32>,
    isUse: (String) -> Bool
  ) throws(StoreError) -> [UnresolvedUse] {
    // A cross join keeps the order: from the few keys to their uses.
    let sql = """
      SELECT account.text, region.text, operation.text, sum(ok + throttled + failed)
      FROM symbol AS key CROSS JOIN usage INDEXED BY usage_by_key ON usage.key = key.id
        JOIN symbol AS account ON account.id = consumer_account
        JOIN symbol AS region ON region.id = usage.region
        JOIN symbol AS operation ON operation.id = usage.operation
      WHERE key.text IN (\(UnresolvedKey.allCases.map { "'\($0.text)'" }.joined(separator: ", ")))
        AND ok + throttled + failed > 0 AND usage.id >= ? AND usage.id < ?
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """
    return try reading { database in
      let bounds = [Int64(days.lowerBound) << 32, Int64(days.upperBound) << 32]
      var uses: [UnresolvedUse] = []
      try database.forEachRow(sql, StatementArguments(bounds)) { row in
        let (account, region) = (row.text(), row.text())
        let isCounted = isUse(row.text())
        let requests: Int = try row.number()
        guard isCounted else { return }
        if let last = uses.last, last.consumerAccount == account, last.region == region {
          uses[uses.count - 1].requests += requests
        } else {
          uses.append(
            UnresolvedUse(consumerAccount: account, region: region, requests: requests)
          )
        }
      }
      return uses
    }
  }
}

/// A place in the index of uses: all that its entries have before the id.
struct UsePlace: Hashable {
  /// Symbols are numbered from 0.
  static let first = UsePlace(key: -1)

  let key: Int64
  private var consumerAccount: Int64 = -1
  private var principal: Int64 = -1
  private var service: Int64 = -1
  private(set) var operation: Int64 = -1

  private init(key: Int64) { self.key = key }

  /// From the next columns of a row.
  init(_ row: inout RowReader) throws {
    key = try row.number()
    consumerAccount = try row.number()
    principal = try row.number()
    service = try row.number()
    operation = try row.number()
  }

  static let columns = "key, consumer_account, principal, service, operation"

  var columns: [Int64] { [key, consumerAccount, principal, service, operation] }

  var next: UsePlace {
    var next = self
    next.operation += 1
    return next
  }

  var ofNextKey: UsePlace { UsePlace(key: key + 1) }
}

private struct FirstUse {
  let place: UsePlace
  let day: Int32
}

/// Goes from use to use by the index, and looks at few of their days.
private struct UseSpanReader {
  private let database: Database
  private let query: UseSpanQuery
  private var texts: SymbolTexts

  init(_ database: Database, _ query: UseSpanQuery) {
    (self.database, self.query, texts) = (database, query, SymbolTexts(database))
  }

  mutating func text(_ symbol: Int64) throws -> String { try texts[symbol] ?? "" }

  /// Keys of which each use in the days was there before: of them there is nothing to tell.
  mutating func keysUsedAsAlways(_ isUse: (String) -> Bool) throws -> Set<Int64> {
    try UsualUse(database, query).keys { isUse(try text($0)) }
  }

  /// The first use at a place or behind it, on the first of its days.
  func use(from place: UsePlace) throws -> FirstUse? {
    // By >= and not >: for the latter SQLite looks at every day of the use at the place itself.
    let sql = """
      SELECT \(UsePlace.columns), id
      FROM usage INDEXED BY usage_by_key
      WHERE (\(UsePlace.columns)) >= (?, ?, ?, ?, ?) AND ok + throttled + failed > 0
      ORDER BY \(UsePlace.columns), id LIMIT 1
      """
    var first: FirstUse?
    try database.forEachRow(sql, numbers: place.columns) { row in
      first = FirstUse(place: try UsePlace(&row), day: try row.dayOfUse())
    }
    return first
  }

  /// All uses of the key of one from there on, those that are asked about.
  mutating func uses(from first: FirstUse, _ isUse: (String) -> Bool) throws -> [FirstUse] {
    var uses: [FirstUse] = []
    var next: FirstUse? = first
    while let use = next, use.place.key == first.place.key {
      if isUse(try text(use.place.operation)) { uses.append(use) }
      next = try self.use(from: use.place.next)
    }
    return uses
  }

  /// - Returns: nil for a key of which there is nothing to tell.
  mutating func spans(_ uses: [FirstUse]) throws -> KeySpans? {
    guard let key = uses.first?.place.key else { return nil }
    let begun = uses.filter { $0.day < query.days.upperBound }
    let isNew = begun.contains { query.days.contains($0.day) }
    let isUsed = try isNew || begun.contains { try total(of: $0, query.days, atMost: 1) != nil }
    // Most keys are used as always: of them nothing is looked up.
    if isUsed, !isNew { return nil }
    var found = KeySpans(key: try text(key), isUsed: isUsed, spans: [])
    for use in begun {
      let texts = try use.place.columns.map { try text($0) }
      var span = UseSpan(
        consumerAccount: texts[1],
        principal: texts[2],
        service: texts[3],
        operation: texts[4],
        firstDay: use.day
      )
      if query.days.contains(use.day) { span.inDays = try total(of: use, query.days) }
      if !isUsed { span.before = try total(of: use, query.before) }
      found.spans.append(span)
    }
    return isNew || found.spans.contains { $0.before != nil } ? found : nil
  }

  private func total(
    of use: FirstUse,
    _ days: Range<Int32>,
    atMost count: Int = .max
  ) throws -> UseTotal? {
    let sql = """
      SELECT id, ok + throttled + failed, first_seen, last_seen, attribution, example_event_id
      FROM usage INDEXED BY usage_by_key
      WHERE key = ? AND consumer_account = ? AND principal = ? AND service = ? AND operation = ?
        AND ok + throttled + failed > 0 AND id >= ? AND id < ? LIMIT ?
      """
    let bounds = [Int64(days.lowerBound) << 32, Int64(days.upperBound) << 32, Int64(count)]
    var total: UseTotal?
    try database.forEachRow(sql, numbers: use.place.columns + bounds) { row in
      let next = try row.useTotal()
      total?.add(next)
      total = total ?? next
    }
    return total
  }
}

extension RowReader {
  fileprivate mutating func dayOfUse() throws -> Int32 { try day(ofUse: try number()) }

  fileprivate mutating func useTotal() throws -> UseTotal {
    let day = try dayOfUse()
    let requests: Int = try number()
    return UseTotal(
      requests: requests,
      firstSeen: try timestamp(),
      lastSeen: try timestamp(),
      days: [day],
      attributions: [try value()],
      exampleEventID: text()
    )
  }
}
