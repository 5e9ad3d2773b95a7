import GRDB
import KMSModel
package import KMSUsage

extension AuditStore {
  /// Everything but the evidence, as it was committed.
  ///
  /// - Parameter days: UTC days since 1970-01-01; nil for all. Of files those with records of the days,
  ///   or without any record.
  /// - Returns: the facts, and what the last scan was.
  /// - Throws: `damaged`, or what SQLite says.
  package func load(
    days: ClosedRange<Int32>? = nil
  ) throws(StoreError) -> (facts: UsageFacts, summary: [String: String]) {
    // SQLite has read every page, and would keep them all.
    defer { queue.releaseMemory() }
    return try reading { database in
      var facts = UsageFacts()
      let reader = try FactReader(database, days: days)
      try reader.read(into: &facts)
      facts.hourlyRates = try reader.hourlyRates().sorted { $0.comesBefore($1) }
      try FileReader(database, days: days).read(into: &facts)
      facts.kept = try database.keptDays()
      let summary = try database.summary()
      facts.counters = RunCounters(
        files: facts.files,
        days: facts.days,
        skipped: summary["files_skipped"].flatMap(Int.init) ?? 0
      )
      return (facts, summary)
    }
  }

  /// The state-changing events of these names, by time, id and recipient.
  package func evidence(names: Set<String>) throws(StoreError) -> [EvidenceFact] {
    let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
    // SQLite finds them by the index of key events where its condition is said again.
    let isOfGrants = !names.isDisjoint(with: ["CreateGrant", "RetireGrant", "RevokeGrant"])
    let condition = isOfGrants ? "" : " AND \(Schema.isNoGrantEvent)"
    return try evidence(
      "event_name IN (\(marks))" + condition,
      StatementArguments(names.sorted())
    )
  }

  /// The records of one state-changing event, by recipient; none for another id.
  package func evidence(eventID: String) throws(StoreError) -> [EvidenceFact] {
    try evidence("event_id = ?", [eventID])
  }

  /// The state-changing events of some days, by time, id and recipient.
  package func evidence(
    days: Range<Int32>
  ) throws(StoreError) -> [EvidenceFact] {
    let bounds = [days.lowerBound, days.upperBound].map { Int64($0) * 86400 }
    return try evidence("time >= ? AND time < ?", StatementArguments(bounds))
  }

  private func evidence(
    _ condition: String,
    _ arguments: StatementArguments
  ) throws(StoreError) -> [EvidenceFact] {
    let sql = "SELECT * FROM evidence WHERE \(condition) ORDER BY time, event_id, recipient_account"
    return try reading { database in
      try database.rows(sql, arguments) { row in
        EvidenceFact(
          eventID: row.text(),
          recipientAccount: row.text(),
          time: try row.timestamp(),
          eventName: row.text(),
          record: row.text()
        )
      }
    }
  }
}

/// Reads the facts of days, table by table, each in the order of facts.
struct FactReader {
  let database: Database
  let days: ClosedRange<Int64>
  let symbols: SortedNumbers

  init(_ database: Database, days: ClosedRange<Int32>?) throws {
    self.database = database
    // Of all days, also those that no scan can have written: they are damage.
    self.days = days.map { Int64($0.lowerBound)...Int64($0.upperBound) } ?? -1 << 31...1 << 62
    symbols = try SortedNumbers("symbol", of: database)
  }

  private init(_ other: FactReader, days: ClosedRange<Int64>) {
    (database, symbols) = (other.database, other.symbols)
    self.days = days
  }

  /// Of the same store, with the same symbols.
  func reading(_ days: ClosedRange<Int64>) -> FactReader { FactReader(self, days: days) }

  func read(into facts: inout UsageFacts) throws {
    try readUse(in: [ids], into: &facts)
    facts.rates = try rates()
    facts.days = try Self.dayCounts(of: database, days)
  }

  /// Use alone, of the ids in some ranges, ascending.
  func readUse(in ids: [ClosedRange<Int64>], into facts: inout UsageFacts) throws {
    let texts = try SortedNumbers("access_text", of: database)
    (facts.symbols, facts.accessTexts) = (symbols.texts, texts.texts)
    let (known, usage) = try usage(ids)
    let order = usage.indices.sorted { usage[$0].comesBefore(usage[$1]) }
    facts.usage = order.map { usage[$0] }
    let places = UsagePlaces(known, order)
    facts.access = try access(ids, places, of: facts.usage, texts).sorted(by: AccessFact.precedes)
    facts.calls = try calls(ids, places, texts).sorted { $0.usage < $1.usage }
  }

  /// From the first id of the days to the last: ids hold their day.
  var ids: ClosedRange<Int64> {
    let last = days.upperBound > .max >> 32 ? .max : days.upperBound << 32 | 0xFFFF_FFFF
    return days.lowerBound << 32...last
  }

  var bounds: StatementArguments { [days.lowerBound, days.upperBound] }

  private func usage(
    _ ranges: [ClosedRange<Int64>]
  ) throws -> (ids: [Int64], facts: [UsageFact]) {
    var ids: [Int64] = []
    let sql = "SELECT * FROM usage WHERE id BETWEEN ? AND ? ORDER BY id"
    let facts = try database.rows(sql, in: ranges) { row in
      let id: Int64 = try row.number()
      ids.append(id)
      let use = Use(
        key: try symbols.place(&row),
        keyAccount: try symbols.place(&row),
        region: try symbols.place(&row),
        consumerAccount: try symbols.place(&row),
        attribution: try row.value(),
        principal: try symbols.place(&row),
        service: try symbols.place(&row),
        operation: try symbols.place(&row)
      )
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
      return fact
    }
    return (ids, facts)
  }

  private func access(
    _ ranges: [ClosedRange<Int64>],
    _ places: UsagePlaces,
    of facts: [UsageFact],
    _ texts: SortedNumbers
  ) throws -> [AccessFact] {
    let sql = "SELECT * FROM access WHERE usage BETWEEN ? AND ?"
    return try database.rows(sql, in: ranges) { row in
      let id: Int64 = try row.number()
      guard let usage = places[id] else { throw row.damage }
      var fact = AccessFact(
        usage: usage,
        context: try texts.place(&row),
        contextIsCommon: try row.index(below: 2) == 1,
        outcome: try row.value(),
        day: try row.day(ofUse: id),
        seconds: row.seconds()
      )
      let example = row.optionalText() ?? facts[Int(usage)].exampleEventID
      fact.example = try row.optionalNumber().map { ExampleEvent(id: example, second: $0) }
      return fact
    }
  }

  private func calls(
    _ ranges: [ClosedRange<Int64>],
    _ places: UsagePlaces,
    _ texts: SortedNumbers
  ) throws -> [CallFact] {
    let sql = "SELECT * FROM call WHERE usage BETWEEN ? AND ?"
    return try database.rows(sql, in: ranges) { row in
      guard let usage = places[try row.number()] else { throw row.damage }
      var fact = CallFact(usage: usage, traits: [])
      for _ in 0..<CallTrait.count {
        fact.traits.append(try texts.optionalPlace(&row) ?? CallFact.differs)
      }
      return fact
    }
  }

  /// What the KMS records of each day came to, by day.
  static func dayCounts(
    of database: Database,
    _ days: ClosedRange<Int64> = -1 << 31...1 << 62
  ) throws -> [DayCount] {
    let sql = "SELECT * FROM day WHERE day BETWEEN ? AND ? ORDER BY 1"
    return try database.rows(sql, [days.lowerBound, days.upperBound]) { row in
      var day = DayCount(day: try row.number())
      day.requests = try row.number()
      day.duplicates = try row.number()
      day.secondCopies = try row.number()
      day.replaced = try row.number()
      day.shadow = try row.number()
      day.dryRuns = try row.number()
      day.serviceEvents = try row.number()
      return day
    }
  }
}

extension RowReader {
  /// The day that the id of a use holds.
  func day(ofUse id: Int64) throws -> Int32 {
    guard let day = Int32(exactly: id >> 32) else { throw damage }
    return day
  }
}

/// Where a use of the store stands among the facts.
private struct UsagePlaces {
  /// Ascending.
  private let ids: [Int64]
  private var places: [Int32]

  /// - Parameters:
  ///   - ids: of the uses as they were read.
  ///   - order: their places in the order of facts.
  init(_ ids: [Int64], _ order: [Int]) {
    self.ids = ids
    places = [Int32](repeating: 0, count: ids.count)
    for (place, index) in order.enumerated() { places[index] = Int32(place) }
  }

  subscript(id: Int64) -> Int32? {
    var (low, high) = (0, ids.count)
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id { low = middle + 1 } else { high = middle }
    }
    return low < ids.count && ids[low] == id ? places[low] : nil
  }
}
