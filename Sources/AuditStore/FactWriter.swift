import GRDB
import KMSModel
import KMSUsage

/// Writes the facts of days, table by table, in their own order.
struct FactWriter {
  private let database: Database
  private let symbols: [Int64]
  private let texts: [Int64]
  /// By place in the facts' usage.
  private var usageIDs: [Int64] = []

  /// - Parameters:
  ///   - facts: to be written; none of their days is in the store.
  ///   - database: in a transaction.
  /// - Throws: what SQLite says.
  init(_ facts: UsageFacts, to database: Database) throws {
    self.database = database
    var symbolNumbers = try TextNumbers("symbol", of: database)
    symbols = try symbolNumbers.take(facts.symbols)
    var textNumbers = try TextNumbers("access_text", of: database)
    texts = try textNumbers.take(facts.accessTexts)
    try write(facts.usage)
    try write(facts.rates)
    try write(facts.access, of: facts.usage)
    try write(facts.calls)
    try write(facts.days)
  }

  private mutating func write(_ usage: [UsageFact]) throws {
    var next: [Int32: Int64] = [:]
    usageIDs = usage.map { fact in
      defer { next[fact.day, default: 0] += 1 }
      return Int64(fact.day) << 32 | next[fact.day, default: 0]
    }
    let (symbols, ids) = (symbols, usageIDs)
    try database.insert(into: "usage", columns: 16, usage.enumerated()) { row, entry in
      let fact = entry.element
      row.add(ids[entry.offset])
      row.add(symbols[Int(fact.use.key)])
      row.add(symbols[Int(fact.use.keyAccount)])
      row.add(symbols[Int(fact.use.region)])
      row.add(symbols[Int(fact.use.consumerAccount)])
      row.add(fact.use.attribution)
      row.add(symbols[Int(fact.use.principal)])
      row.add(symbols[Int(fact.use.service)])
      row.add(symbols[Int(fact.use.operation)])
      row.add(fact.firstSeen)
      row.add(fact.lastSeen)
      row.add(fact.exampleEventID)
      row.add(fact.ok)
      row.add(fact.denied)
      row.add(fact.throttled)
      row.add(fact.failed)
    }
  }

  private func write(_ rates: [RateFact]) throws {
    try database.insert(into: "rate", columns: 7, rates) { row, fact in
      row.add(fact.day)
      row.add(symbols[Int(fact.chargedAccount)])
      row.add(symbols[Int(fact.region)])
      row.add(symbols[Int(fact.quotaFamily)])
      row.add(symbols[Int(fact.key)])
      row.add(fact.kind)
      row.add(fact.seconds.packed)
    }
  }

  private func write(_ access: [AccessFact], of usage: [UsageFact]) throws {
    try database.insert(into: "access", columns: 7, access) { row, fact in
      row.add(usageIDs[Int(fact.usage)])
      row.add(texts[Int(fact.context)])
      row.add(fact.contextIsCommon ? 1 : 0)
      row.add(fact.outcome)
      row.add(fact.seconds.packed)
      // Mostly it is that of the use.
      let id = fact.example?.id
      row.add(id == usage[Int(fact.usage)].exampleEventID ? nil : id)
      row.add(fact.example?.second)
    }
  }

  private func write(_ calls: [CallFact]) throws {
    try database.insert(into: "call", columns: 1 + CallTrait.count, calls) { row, fact in
      row.add(usageIDs[Int(fact.usage)])
      for text in fact.traits { row.add(text == CallFact.differs ? nil : texts[Int(text)]) }
    }
  }

  private func write(_ days: [DayCount]) throws {
    try database.insert(into: "day", columns: 8, days) { row, day in
      row.add(day.day)
      row.add(day.requests)
      row.add(day.duplicates)
      row.add(day.secondCopies)
      row.add(day.replaced)
      row.add(day.shadow)
      row.add(day.dryRuns)
      row.add(day.serviceEvents)
    }
  }
}
