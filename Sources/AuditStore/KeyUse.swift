import GRDB
package import KMSUsage

extension AuditStore {
  /// The use of some keys.
  ///
  /// - Parameters:
  ///   - keys: ARNs; nil for all.
  ///   - days: UTC days since 1970-01-01; nil for all.
  /// - Returns: facts of use alone, without rates, files and counters.
  /// - Throws: `damaged`, or what SQLite says.
  package func use(
    ofKeys keys: [String]?,
    days: ClosedRange<Int32>? = nil
  ) throws(StoreError) -> UsageFacts {
    try reading { database in
      var facts = UsageFacts()
      let reader = try FactReader(database, days: days)
      let ranges = try keys.map { try UseSearch(reader).ranges(of: $0) } ?? [reader.ids]
      try reader.readUse(in: ranges, into: &facts)
      facts.kept = try database.keptDays()
      return facts
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

/// Finds the uses of a key without an index, which each scan would have to write: those of a day stand
/// in the order of facts, first by key.
private struct UseSearch {
  private let reader: FactReader
  private var database: Database { reader.database }

  init(_ reader: FactReader) { self.reader = reader }

  /// Ids, ascending.
  func ranges(of keys: [String]) throws -> [ClosedRange<Int64>] {
    let places = keys.compactMap { key in
      reader.symbols.texts.firstIndex { $0.utf8.elementsEqual(key.utf8) }.map(Int32.init)
    }
    var ranges: [ClosedRange<Int64>] = []
    var next = reader.ids.lowerBound
    while let first = try id("min", from: next, to: reader.ids.upperBound),
      let last = try id("max", from: first, to: first | 0xFFFF_FFFF)
    {
      for place in Set(places).sorted() {
        let start = try firstID(in: first...last, from: place)
        let end = try firstID(in: first...last, from: place + 1)
        if start < end { ranges.append(start...end - 1) }
      }
      next = last + 1
    }
    return ranges
  }

  private func id(_ function: String, from first: Int64, to last: Int64) throws -> Int64? {
    let sql = "SELECT \(function)(id) FROM usage WHERE id BETWEEN ? AND ?"
    return try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: [first, last])
  }

  /// The first of a day's uses whose key is not before that place; behind the last where there is none.
  private func firstID(in ids: ClosedRange<Int64>, from place: Int32) throws -> Int64 {
    var (low, high) = (ids.lowerBound, ids.upperBound + 1)
    while low < high {
      let middle = low + (high - low) / 2
      var isBefore = true
      // The ids of a day are one behind the other.
      try database.forEachRow("SELECT key FROM usage WHERE id = ?", number: middle) { row in
        isBefore = try reader.symbols.place(&row) < place
      }
      if isBefore { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
