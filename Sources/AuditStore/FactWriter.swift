import GRDB
import KMSModel
import KMSUsage

/// Writes facts, table by table, in their own order.
struct FactWriter {
  private let database: Database

  init(_ database: Database) { self.database = database }

  func write(_ facts: UsageFacts, summary: [String: String]) throws {
    try insert("symbol", facts.symbols.enumerated()) { [$0.offset, $0.element] }
    try insert("usage", facts.usage.enumerated(), usage)
    try insert("rate", facts.rates, rate)
    try insert("access", facts.access) {
      [$0.usage, $0.outcome.rawValue, $0.day, $0.seconds.data]
    }
    try insert("coverage", facts.coverage) {
      [
        $0.account, $0.region, $0.hour, $0.records, $0.kmsRecords, $0.firstRecord.rawValue,
        $0.lastRecord.rawValue,
      ]
    }
    try insert("file", facts.files.enumerated()) { file($0.offset, $0.element) }
    try insert("diagnostic", facts.diagnostics.enumerated()) {
      [
        $0.offset, $0.element.file, $0.element.record, $0.element.byte, $0.element.code,
        $0.element.reason,
      ]
    }
    let rows = summary.merging(facts.counters.named) { text, _ in text }.sorted { $0.key < $1.key }
    try insert("summary", rows) { [$0.key, $0.value] }
  }

  private func insert<Rows: Sequence>(
    _ table: String,
    _ rows: Rows,
    _ arguments: (Rows.Element) -> StatementArguments
  ) throws {
    var statement: Statement?
    for row in rows {
      let values = arguments(row)
      let insert = try statement ?? prepare(table)
      statement = insert
      insert.setUncheckedArguments(values)
      try insert.execute()
    }
  }

  private func prepare(_ table: String) throws -> Statement {
    let count = try database.columns(in: table).count
    let marks = Array(repeating: "?", count: count).joined(separator: ", ")
    return try database.makeStatement(sql: "INSERT INTO \(table) VALUES (\(marks))")
  }

  private func usage(_ row: (offset: Int, element: UsageFact)) -> StatementArguments {
    let fact = row.element
    return [
      row.offset, fact.use.key, fact.use.keyAccount, fact.use.region, fact.use.consumerAccount,
      fact.use.attribution.rawValue, fact.use.principal, fact.use.service, fact.use.operation,
      fact.ok, fact.denied, fact.throttled, fact.failed, fact.firstSeen.rawValue,
      fact.lastSeen.rawValue, fact.exampleEventID,
    ]
  }

  private func rate(_ fact: RateFact) -> StatementArguments {
    [
      fact.chargedAccount, fact.region, fact.quotaFamily, fact.key, fact.kind.rawValue, fact.day,
      fact.seconds.data,
    ]
  }

  private func file(_ id: Int, _ fact: FileFact) -> StatementArguments {
    [
      id, fact.path, fact.status.rawValue, fact.compressedBytes, fact.uncompressedBytes,
      fact.account, fact.region, fact.day, fact.records, fact.kmsRecords,
    ]
  }
}
