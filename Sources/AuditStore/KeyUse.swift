import GRDB
package import KMSUsage

extension AuditStore {
  /// The use of some keys.
  ///
  /// - Parameters:
  ///   - keys: ARNs; nil for all.
  ///   - days: UTC days since 1970-01-01; nil for all.
  ///   - jobs: threads.
  ///   - isWanted: whether to read a use, with the texts of its symbols; nil for all.
  /// - Returns: facts of use alone, without rates, files and counters.
  /// - Throws: `damaged`, or what SQLite says.
  package func use(
    ofKeys keys: [String]?,
    days: ClosedRange<Int32>? = nil,
    jobs: Int = 1,
    where isWanted: (@Sendable (Use, [String]) -> Bool)? = nil
  ) throws(StoreError) -> UsageFacts {
    try reading { database in
      var facts = UsageFacts()
      let reader = try FactReader(database, days: days)
      let ranges = try keys.map { try UseSearch(reader).ranges(of: $0) } ?? [reader.ids]
      let parts = try reader.parts(of: ranges, threads(jobs))
      let use = try UseReader(database, reader.symbols)
      facts.take(
        parts.count > 1
          ? try rows(in: parts, of: use, database, where: isWanted)
          : [try use.rows(in: ranges, where: isWanted)],
        of: use
      )
      facts.kept = try database.keptDays()
      return facts
    }
  }

  private func rows(
    in parts: [[ClosedRange<Int64>]],
    of use: UseReader,
    _ database: Database,
    where isWanted: (@Sendable (Use, [String]) -> Bool)?
  ) throws -> [UseRows] {
    let (symbols, texts) = (use.symbols, use.texts)
    return try sideBySide(parts, database) { database, ranges in
      try UseReader(database, symbols, texts).rows(in: ranges, where: isWanted)
    }
  }

  /// ARNs of the keys with a use of which an event is the example.
  package func keys(ofExample id: String) throws(StoreError) -> Set<String> {
    let sql = """
      SELECT text FROM symbol WHERE id IN (
        SELECT key FROM usage WHERE example_event_id = :id
          OR id IN (SELECT usage FROM access WHERE example_event_id = :id))
      """
    return try reading { Set(try $0.rows(sql, ["id": id]) { $0.text() }) }
  }
}

extension FactReader {
  /// As many or fewer, each with about as much use.
  func parts(of ranges: [ClosedRange<Int64>], _ count: Int) throws -> [[ClosedRange<Int64>]] {
    var ranges = ranges
    // The ids of all days reach far beyond what there is.
    if ranges.count == 1, count > 1, let whole = ranges.first {
      ranges = try pieces(of: whole, count)
    }
    let size = max(1, (ranges.count + count - 1) / count)
    return stride(from: 0, to: ranges.count, by: size).map { first in
      Array(ranges[first..<min(first + size, ranges.count)])
    }
  }

  private func pieces(of whole: ClosedRange<Int64>, _ count: Int) throws -> [ClosedRange<Int64>] {
    let sql = """
      SELECT (SELECT min(id) FROM usage WHERE id BETWEEN ?1 AND ?2),
        (SELECT max(id) FROM usage WHERE id BETWEEN ?1 AND ?2)
      """
    var cuts: [Int64] = []
    try database.forEachRow(sql, numbers: [whole.lowerBound, whole.upperBound]) { row in
      let (first, last): (Int64?, Int64?) = (try row.optionalNumber(), try row.optionalNumber())
      guard let first, let last, first >= 0 else { return }
      cuts = (1..<Int64(count)).map { first + (last - first) / Int64(count) * $0 }
    }
    var pieces: [ClosedRange<Int64>] = []
    var start = whole.lowerBound
    for cut in cuts where cut >= start && cut < whole.upperBound {
      pieces.append(start...cut)
      start = cut + 1
    }
    return pieces + [start...whole.upperBound]
  }
}

/// Finds the uses of a key without an index, which each scan would have to write: those of a day stand
/// in the order of facts, first by key.
struct UseSearch {
  private let reader: FactReader
  private var database: Database { reader.database }

  init(_ reader: FactReader) { self.reader = reader }

  /// Ids, ascending.
  func ranges(of keys: [String]) throws -> [ClosedRange<Int64>] {
    let places = keys.compactMap { key in
      reader.symbols.texts.firstIndex { $0.utf8.elementsEqual(key.utf8) }.map(Int32.init)
    }
    let sorted = Set(places).sorted()
    // Of each key, its first and last use among those of the day before.
    var known = sorted.map { _ in (start: Int64(0), end: Int64(0)) }
    var ranges: [ClosedRange<Int64>] = []
    try database.forEachDayOfUse(in: reader.ids) { ids in
      for (number, place) in sorted.enumerated() {
        let first = ids.lowerBound
        let start = try firstID(in: ids, from: place, near: first + known[number].start)
        let end = try firstID(in: ids, from: place + 1, near: first + known[number].end)
        known[number] = (start - first, end - first)
        if start < end { ranges.append(start...end - 1) }
      }
    }
    return ranges
  }

  /// The first of a day's uses whose key is not before that place; behind the last where there is none.
  ///
  /// Days are alike, so that it is mostly near that of the day before, the guess: from there in steps that
  /// double, then by halving.
  private func firstID(
    in ids: ClosedRange<Int64>,
    from place: Int32,
    near guess: Int64
  ) throws -> Int64 {
    var (low, high) = (ids.lowerBound, ids.upperBound + 1)
    var (next, step) = (guess, Int64(1))
    while low < high {
      let middle = (low..<high).contains(next) ? next : low + (high - low) / 2
      if try isUse(middle, before: place) {
        low = middle + 1
        next = middle &+ step
      } else {
        high = middle
        next = middle &- step
      }
      step &<<= 1
    }
    return low
  }

  /// The ids of a day are one behind the other.
  private func isUse(_ id: Int64, before place: Int32) throws -> Bool {
    var isBefore = true
    try database.forEachRow("SELECT key FROM usage WHERE id = ?", numbers: [id]) { row in
      isBefore = try reader.symbols.place(&row) < place
    }
    return isBefore
  }
}

extension Database {
  /// Calls `body` with the ids of each day that has use, which are one behind the other.
  func forEachDayOfUse(
    in ids: ClosedRange<Int64>,
    _ body: (ClosedRange<Int64>) throws -> Void
  ) throws {
    var next = ids.lowerBound
    while let first = try idOfUse("min", from: next, to: ids.upperBound),
      let last = try idOfUse("max", from: first, to: first | 0xFFFF_FFFF)
    {
      try body(first...last)
      if last == ids.upperBound { return }
      next = last + 1
    }
  }

  private func idOfUse(_ function: String, from first: Int64, to last: Int64) throws -> Int64? {
    var id: Int64?
    let sql = "SELECT \(function)(id) FROM usage WHERE id BETWEEN ? AND ?"
    try forEachRow(sql, numbers: [first, last]) { id = try $0.optionalNumber() }
    return id
  }
}
