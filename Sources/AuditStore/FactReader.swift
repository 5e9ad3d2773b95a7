import Foundation
import GRDB
import KMSModel
package import KMSUsage

extension SecondCounts {
  var data: Data { Data(packed) }

  init(_ data: Data) { self.init(packed: Array(data)) }
}

extension AuditStore {
  /// Everything but the evidence, as it was committed.
  package func load() throws(StoreError) -> (facts: UsageFacts, summary: [String: String]) {
    try reading { database in
      var facts = UsageFacts()
      facts.symbols = try String.fetchAll(database, sql: "SELECT text FROM symbol ORDER BY id")
      facts.usage = try all(database, "SELECT * FROM usage ORDER BY id", usage)
      facts.rates = try all(
        database,
        "SELECT * FROM rate ORDER BY 1, 2, 3, 4, 5, 6",
        rate
      )
      facts.access = try all(database, "SELECT * FROM access ORDER BY 1, 2, 3") { row in
        AccessFact(
          usage: row[0],
          outcome: Outcome(rawValue: row[1]) ?? .failed,
          day: row[2],
          seconds: SecondCounts(row[3] as Data)
        )
      }
      facts.coverage = try all(database, "SELECT * FROM coverage ORDER BY 1, 2, 3") { row in
        CoverageFact(
          account: row[0],
          region: row[1],
          hour: row[2],
          records: row[3],
          kmsRecords: row[4],
          firstRecord: Timestamp(row[5]),
          lastRecord: Timestamp(row[6])
        )
      }
      facts.files = try all(database, "SELECT * FROM file ORDER BY id", file)
      facts.diagnostics = try all(database, "SELECT * FROM diagnostic ORDER BY id") { row in
        Diagnostic(file: row[1], record: row[2], byte: row[3], code: row[4], reason: row[5])
      }
      let rows = try all(database, "SELECT name, value FROM summary") { row in
        (row[0] as String, row[1] as String)
      }
      let summary = Dictionary(rows) { first, _ in first }
      facts.counters = RunCounters(named: summary)
      return (facts, summary)
    }
  }

  /// The state-changing events of these names, by time, id and recipient.
  package func evidence(names: Set<String>) throws(StoreError) -> [EvidenceFact] {
    let marks = Array(repeating: "?", count: names.count).joined(separator: ", ")
    let order = "ORDER BY time, event_id, recipient_account"
    return try reading { database in
      let rows = try Row.fetchCursor(
        database,
        sql: "SELECT * FROM evidence WHERE event_name IN (\(marks)) \(order)",
        arguments: StatementArguments(names.sorted())
      )
      return try Array(
        rows.map { row in
          EvidenceFact(
            eventID: row[0],
            recipientAccount: row[1],
            time: Timestamp(row[2]),
            eventName: row[3],
            record: row[4]
          )
        }
      )
    }
  }
}

private func all<Value>(
  _ database: Database,
  _ sql: String,
  _ make: @escaping (Row) throws -> Value
) throws -> [Value] {
  try Array(Row.fetchCursor(database, sql: sql).map(make))
}

private func usage(_ row: Row) -> UsageFact {
  var fact = UsageFact(
    use: Use(
      key: row[1],
      keyAccount: row[2],
      region: row[3],
      consumerAccount: row[4],
      attribution: Attribution(rawValue: row[5]) ?? .unknown,
      principal: row[6],
      service: row[7],
      operation: row[8]
    ),
    firstSeen: Timestamp(row[13]),
    lastSeen: Timestamp(row[14]),
    exampleEventID: row[15]
  )
  (fact.ok, fact.denied, fact.throttled, fact.failed) = (row[9], row[10], row[11], row[12])
  return fact
}

private func rate(_ row: Row) -> RateFact {
  RateFact(
    chargedAccount: row[0],
    region: row[1],
    quotaFamily: row[2],
    key: row[3],
    kind: RateKind(rawValue: row[4]) ?? .request,
    day: row[5],
    seconds: SecondCounts(row[6] as Data)
  )
}

private func file(_ row: Row) -> FileFact {
  FileFact(
    path: row[1],
    status: FileStatus(rawValue: row[2]) ?? .unreadable,
    compressedBytes: row[3],
    uncompressedBytes: row[4],
    account: row[5],
    region: row[6],
    day: row[7],
    records: row[8],
    kmsRecords: row[9]
  )
}
