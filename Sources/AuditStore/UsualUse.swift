import GRDB

/// Keys that are used in some days only as they were before.
///
/// Most keys are, and to tell it takes one look at the spans of their use, where to find when each use
/// was first seen takes one look at the index each.
struct UsualUse {
  /// To keep so many for a closer look is less than to read another span.
  private static let mostUnseen = 20

  private let database: Database
  private let query: UseSpanQuery

  init(_ database: Database, _ query: UseSpanQuery) {
    (self.database, self.query) = (database, query)
  }

  /// - Parameter isUse: whether an operation, told by its symbol, is use of a key.
  /// - Returns: their symbols; some may be missing.
  /// - Throws: what SQLite says, and what `isUse` does.
  func keys(_ isUse: (Int64) throws -> Bool) throws -> Set<Int64> {
    var used: Set<Int64> = []
    var unseen: Set<UsePlace> = []
    try forEachUse(query.days) { use in
      guard try isUse(use.operation) else { return }
      used.insert(use.key)
      unseen.insert(use)
    }
    for part in try parts(.min..<query.days.lowerBound) where unseen.count > Self.mostUnseen {
      try forEachUse(part) { unseen.remove($0) }
    }
    return used.subtracting(unseen.map(\.key))
  }

  /// The longest first.
  private func parts(_ days: Range<Int32>) throws -> [DaySpans.Part] {
    if days.isEmpty { return [] }
    let days = Int64(days.lowerBound)...Int64(days.upperBound) - 1
    return try UsageSpans(database).parts(of: days).sorted { $0.level > $1.level }
  }

  private func forEachUse(_ days: Range<Int32>, _ body: (UsePlace) throws -> Void) throws {
    for part in try parts(days) { try forEachUse(part, body) }
  }

  /// A refused request is no use.
  private func forEachUse(_ part: DaySpans.Part, _ body: (UsePlace) throws -> Void) throws {
    let sql = "SELECT \(UsePlace.columns) FROM (\(part.sqlOfUse)) WHERE ok + throttled + failed > 0"
    try database.forEachRow(sql) { try body(try UsePlace(&$0)) }
  }
}
