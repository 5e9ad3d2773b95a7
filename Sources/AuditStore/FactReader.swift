import GRDB
import KMSModel
package import KMSUsage

extension AuditStore {
  /// Everything but the evidence, as it was committed.
  package func load() throws(StoreError) -> (facts: UsageFacts, summary: [String: String]) {
    // SQLite has read every page, and would keep them all.
    defer { queue.releaseMemory() }
    return try reading { database in
      let reader = FactReader(database)
      var facts = UsageFacts()
      facts.symbols = try reader.symbols()
      facts.usage = try reader.usage(symbols: facts.symbols.count)
      facts.rates = try reader.rates(symbols: facts.symbols.count)
      facts.accessTexts = try reader.accessTexts()
      facts.access = try reader.access(usage: facts.usage.count, texts: facts.accessTexts.count)
      facts.calls = try reader.calls(usage: facts.usage.count, texts: facts.accessTexts.count)
      facts.coverage = try reader.coverage(symbols: facts.symbols.count)
      facts.files = try reader.files()
      facts.diagnostics = try reader.diagnostics()
      let summary = try reader.summary()
      facts.counters = RunCounters(named: summary)
      return (facts, summary)
    }
  }

  /// The state-changing events of these names, by time, id and recipient.
  package func evidence(names: Set<String>) throws(StoreError) -> [EvidenceFact] {
    let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
    return try evidence("event_name IN (\(marks))", StatementArguments(names.sorted()))
  }

  /// The records of one state-changing event, by recipient; none for another id.
  package func evidence(eventID: String) throws(StoreError) -> [EvidenceFact] {
    try evidence("event_id = ?", [eventID])
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

/// Reads facts, table by table, in the order in which they were written.
struct FactReader {
  private let database: Database

  init(_ database: Database) { self.database = database }

  /// A store without facts has the empty text, as `UsageFacts` has.
  func symbols() throws -> [String] {
    let symbols = try database.rows("SELECT text FROM symbol ORDER BY id") { $0.text() }
    return symbols.isEmpty ? [""] : symbols
  }

  func usage(symbols: Int) throws -> [UsageFact] {
    try database.rows("SELECT * FROM usage ORDER BY id") { row in
      row.skip()
      let use = Use(
        key: try row.index(below: symbols),
        keyAccount: try row.index(below: symbols),
        region: try row.index(below: symbols),
        consumerAccount: try row.index(below: symbols),
        attribution: try row.value(),
        principal: try row.index(below: symbols),
        service: try row.index(below: symbols),
        operation: try row.index(below: symbols)
      )
      var fact = UsageFact(
        use: use,
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
  }

  func rates(symbols: Int, days: ClosedRange<Int64> = .min ... .max) throws -> [RateFact] {
    let sql = "SELECT * FROM rate WHERE day BETWEEN ? AND ? ORDER BY 1, 2, 3, 4, 5, 6"
    return try database.rows(sql, [days.lowerBound, days.upperBound]) { row in
      RateFact(
        chargedAccount: try row.index(below: symbols),
        region: try row.index(below: symbols),
        quotaFamily: try row.index(below: symbols),
        key: try row.index(below: symbols),
        kind: try row.value(),
        day: try row.number(),
        seconds: row.seconds()
      )
    }
  }

  func accessTexts() throws -> [String] {
    let texts = try database.rows("SELECT text FROM access_text ORDER BY id") { $0.text() }
    return texts.isEmpty ? [""] : texts
  }

  func access(usage: Int, texts: Int) throws -> [AccessFact] {
    try database.rows("SELECT * FROM access ORDER BY 1, 2, 3, 4, 5") { row in
      var fact = AccessFact(
        usage: try row.index(below: usage),
        context: try row.index(below: texts),
        contextIsCommon: try row.index(below: 2) == 1,
        outcome: try row.value(),
        day: try row.number(),
        seconds: row.seconds()
      )
      let id = row.text()
      fact.example = try row.optionalNumber().map { ExampleEvent(id: id, second: $0) }
      return fact
    }
  }

  func calls(usage: Int, texts: Int) throws -> [CallFact] {
    try database.rows("SELECT * FROM call ORDER BY 1") { row in
      var fact = CallFact(usage: try row.index(below: usage), traits: [])
      for _ in 0..<CallTrait.count {
        fact.traits.append(try row.optionalIndex(below: texts) ?? CallFact.differs)
      }
      return fact
    }
  }

  func coverage(symbols: Int) throws -> [CoverageFact] {
    try database.rows("SELECT * FROM coverage ORDER BY 1, 2, 3") { row in
      CoverageFact(
        account: try row.index(below: symbols),
        region: try row.index(below: symbols),
        hour: try row.number(),
        records: try row.number(),
        kmsRecords: try row.number(),
        firstRecord: try row.timestamp(),
        lastRecord: try row.timestamp()
      )
    }
  }

  func files() throws -> [FileFact] {
    try database.rows("SELECT * FROM file ORDER BY id") { row in
      row.skip()
      return FileFact(
        path: row.text(),
        status: try row.value(),
        compressedBytes: try row.number(),
        uncompressedBytes: try row.number(),
        account: row.text(),
        region: row.text(),
        day: try row.optionalNumber(),
        records: try row.number(),
        kmsRecords: try row.number()
      )
    }
  }

  func diagnostics() throws -> [Diagnostic] {
    try database.rows("SELECT * FROM diagnostic ORDER BY id") { row in
      row.skip()
      return Diagnostic(
        file: row.text(),
        record: try row.optionalNumber(),
        byte: try row.optionalNumber(),
        code: row.text(),
        reason: row.text()
      )
    }
  }

  func summary() throws -> [String: String] {
    let entries = try database.rows("SELECT name, value FROM summary") { ($0.text(), $0.text()) }
    return Dictionary(entries) { first, _ in first }
  }
}
