import GRDB
import KMSModel
import KMSUsage

/// Writes facts, table by table, in their own order.
struct FactWriter {
  private let database: Database

  init(_ database: Database) { self.database = database }

  func write(_ facts: UsageFacts, summary: [String: String]) throws {
    try database.insert(into: "symbol", columns: 2, facts.symbols.enumerated()) { row, symbol in
      row.add(symbol.offset)
      row.add(symbol.element)
    }
    try write(facts.usage)
    try write(facts.rates)
    try write(facts.access)
    try write(facts.calls)
    try database.insert(into: "access_text", columns: 2, facts.accessTexts.enumerated()) {
      row,
      text in
      row.add(text.offset)
      row.add(text.element)
    }
    try write(facts.coverage)
    try write(facts.files)
    try write(facts.diagnostics)
    let named = summary.merging(facts.counters.named) { text, _ in text }
    let sorted = named.sorted { $0.key < $1.key }
    try database.insert(into: "summary", columns: 2, sorted) { row, entry in
      row.add(entry.key)
      row.add(entry.value)
    }
  }

  private func write(_ usage: [UsageFact]) throws {
    try database.insert(into: "usage", columns: 16, usage.enumerated()) { row, entry in
      let fact = entry.element
      row.add(entry.offset)
      row.add(fact.use.key)
      row.add(fact.use.keyAccount)
      row.add(fact.use.region)
      row.add(fact.use.consumerAccount)
      row.add(fact.use.attribution)
      row.add(fact.use.principal)
      row.add(fact.use.service)
      row.add(fact.use.operation)
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
      row.add(fact.chargedAccount)
      row.add(fact.region)
      row.add(fact.quotaFamily)
      row.add(fact.key)
      row.add(fact.kind)
      row.add(fact.day)
      row.add(fact.seconds.packed)
    }
  }

  private func write(_ access: [AccessFact]) throws {
    try database.insert(into: "access", columns: 8, access) { row, fact in
      row.add(fact.usage)
      row.add(fact.context)
      row.add(fact.contextIsCommon ? 1 : 0)
      row.add(fact.outcome)
      row.add(fact.day)
      row.add(fact.seconds.packed)
      row.add(fact.example?.id)
      row.add(fact.example?.second)
    }
  }

  private func write(_ calls: [CallFact]) throws {
    try database.insert(into: "call", columns: 1 + CallTrait.count, calls) { row, fact in
      row.add(fact.usage)
      for text in fact.traits { row.add(text == CallFact.differs ? nil : text) }
    }
  }

  private func write(_ coverage: [CoverageFact]) throws {
    try database.insert(into: "coverage", columns: 7, coverage) { row, fact in
      row.add(fact.account)
      row.add(fact.region)
      row.add(fact.hour)
      row.add(fact.records)
      row.add(fact.kmsRecords)
      row.add(fact.firstRecord)
      row.add(fact.lastRecord)
    }
  }

  private func write(_ files: [FileFact]) throws {
    try database.insert(into: "file", columns: 10, files.enumerated()) { row, entry in
      let fact = entry.element
      row.add(entry.offset)
      row.add(fact.path)
      row.add(fact.status)
      row.add(fact.compressedBytes)
      row.add(fact.uncompressedBytes)
      row.add(fact.account)
      row.add(fact.region)
      row.add(fact.day)
      row.add(fact.records)
      row.add(fact.kmsRecords)
    }
  }

  private func write(_ diagnostics: [Diagnostic]) throws {
    try database.insert(into: "diagnostic", columns: 6, diagnostics.enumerated()) { row, entry in
      let diagnostic = entry.element
      row.add(entry.offset)
      row.add(diagnostic.file)
      row.add(diagnostic.record)
      row.add(diagnostic.byte)
      row.add(diagnostic.code)
      row.add(diagnostic.reason)
    }
  }
}
