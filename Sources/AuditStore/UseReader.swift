import GRDB
import KMSModel
import KMSUsage

/// Use as the tables have it: by id, and what refers to it by the place there.
struct UseRows: Sendable {
  /// Ascending.
  fileprivate(set) var ids: [Int64] = []
  fileprivate(set) var usage: [UsageFact] = []
  fileprivate(set) var access: [AccessFact] = []
  fileprivate(set) var calls: [CallFact] = []

  fileprivate func place(of id: Int64) -> Int32? {
    var (low, high) = (0, ids.count)
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id { low = middle + 1 } else { high = middle }
    }
    return low < ids.count && ids[low] == id ? Int32(low) : nil
  }
}

/// Reads use, table by table.
struct UseReader {
  private let database: Database
  let symbols: SortedNumbers
  let texts: SortedNumbers

  init(_ database: Database, _ symbols: SortedNumbers) throws {
    self.init(database, symbols, try SortedNumbers("access_text", of: database))
  }

  init(_ database: Database, _ symbols: SortedNumbers, _ texts: SortedNumbers) {
    (self.database, self.symbols, self.texts) = (database, symbols, texts)
  }

  /// - Parameters:
  ///   - ids: in some ranges, ascending.
  ///   - isWanted: whether to read a use, with the texts of its symbols; nil for all.
  /// - Returns: the rows, and what refers to them.
  /// - Throws: `damaged`, or what SQLite says.
  func rows(
    in ids: [ClosedRange<Int64>],
    where isWanted: ((Use, [String]) -> Bool)? = nil
  ) throws -> UseRows {
    var rows = UseRows()
    try readUsage(ids, where: isWanted, into: &rows)
    let ids = isWanted == nil ? ids : rows.ids.map { $0...$0 }
    rows.access = try access(ids, of: rows)
    rows.calls = try calls(ids, of: rows)
    return rows
  }

  private func readUsage(
    _ ranges: [ClosedRange<Int64>],
    where isWanted: ((Use, [String]) -> Bool)?,
    into rows: inout UseRows
  ) throws {
    let sql = "SELECT * FROM usage WHERE id BETWEEN ? AND ? ORDER BY id"
    try database.forEachRow(sql, in: ranges) { row in
      let id: Int64 = try row.number()
      let use = try use(&row)
      guard isWanted?(use, symbols.texts) ?? true else { return }
      rows.ids.append(id)
      var fact = UsageFact(
        use: use,
        day: try row.day(ofUse: id),
        firstSeen: try row.timestamp(),
        lastSeen: try row.timestamp(),
        exampleEventID: row.text()
      )
      fact.ok = try row.number()
      fact.denied = try row.number()
      fact.throttled = try row.number()
      fact.failed = try row.number()
      rows.usage.append(fact)
    }
  }

  private func use(_ row: inout RowReader) throws -> Use {
    Use(
      key: try symbols.place(&row),
      keyAccount: try symbols.place(&row),
      region: try symbols.place(&row),
      consumerAccount: try symbols.place(&row),
      attribution: try row.value(),
      principal: try symbols.place(&row),
      service: try symbols.place(&row),
      operation: try symbols.place(&row)
    )
  }

  private func access(
    _ ranges: [ClosedRange<Int64>],
    of rows: UseRows
  ) throws -> [AccessFact] {
    let sql = "SELECT * FROM access WHERE usage BETWEEN ? AND ?"
    var access = try database.rows(sql, in: ranges) { row in
      let id: Int64 = try row.number()
      guard let usage = rows.place(of: id) else { throw row.damage }
      var fact = AccessFact(
        usage: usage,
        context: try texts.place(&row),
        contextIsCommon: try row.index(below: 2) == 1,
        outcome: try row.value(),
        day: try row.day(ofUse: id),
        seconds: row.seconds()
      )
      let example = row.optionalText() ?? rows.usage[Int(usage)].exampleEventID
      fact.example = try row.optionalNumber().map { ExampleEvent(id: example, second: $0) }
      return fact
    }
    for place in access.indices where access.isAlone(place) {
      access[place].knownSpan = rows.usage[Int(access[place].usage)].span(of: access[place].outcome)
    }
    return access
  }

  private func calls(
    _ ranges: [ClosedRange<Int64>],
    of rows: UseRows
  ) throws -> [CallFact] {
    let sql = "SELECT * FROM call WHERE usage BETWEEN ? AND ?"
    return try database.rows(sql, in: ranges) { row in
      guard let usage = rows.place(of: try row.number()) else { throw row.damage }
      var fact = CallFact(usage: usage, traits: [])
      for _ in 0..<CallTrait.count {
        fact.traits.append(try texts.optionalPlace(&row) ?? CallFact.differs)
      }
      return fact
    }
  }
}

extension UsageFacts {
  /// Takes rows of one reader or several with the same texts, by id.
  mutating func take(_ parts: [UseRows], of reader: UseReader) {
    (symbols, accessTexts) = (reader.symbols.texts, reader.texts.texts)
    let rows = Array(parts.lazy.map(\.usage).joined())
    let order = UsageFact.order(of: rows)
    usage = order.map { rows[$0] }
    var places = [Int32](repeating: 0, count: order.count)
    for (place, row) in order.enumerated() { places[row] = Int32(place) }
    var first = 0
    for part in parts {
      for var fact in part.access {
        fact.usage = places[first + Int(fact.usage)]
        access.append(fact)
      }
      for var call in part.calls {
        call.usage = places[first + Int(call.usage)]
        calls.append(call)
      }
      first += part.usage.count
    }
    access = AccessFact.sorted(access)
    calls.sort { $0.usage < $1.usage }
  }
}

extension [AccessFact] {
  /// It has all requests of its use on its day; those of one use are one behind the other.
  fileprivate func isAlone(_ place: Int) -> Bool {
    (place == 0 || self[place - 1].usage != self[place].usage)
      && (place + 1 == count || self[place + 1].usage != self[place].usage)
  }
}

extension UsageFact {
  /// nil unless all of its requests had one outcome.
  fileprivate func span(of outcome: Outcome) -> SecondCounts.Span? {
    let counts = [ok, denied, throttled, failed]
    guard requests > 0, counts[Int(outcome.rawValue)] == requests else { return nil }
    return SecondCounts.Span(
      first: Int32(firstSeen.secondOfDay),
      last: Int32(lastSeen.secondOfDay),
      total: requests
    )
  }
}
