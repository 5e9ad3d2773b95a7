import AuditEngine
import CloudTrail
import Foundation
import JSONScan
import KMSModel
import KMSUsage
import TestSupport
import Testing

/// A row of `fixtures/aws-events/expected.csv`: what one example event of AWS's documentation tells.
struct AWSEventCase: CustomTestStringConvertible, Sendable {
  let file: String
  let isKMS: Bool
  /// Two of a ReEncrypt, as many keys.
  let operations: [String]
  let keys: [String]
  let consumer: String
  let rule: String
  let outcome: String
  let kind: String

  var testDescription: String { file }

  init(_ line: Substring) throws {
    let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    try #require(cells.count == 8, "\(line)")
    func several(_ cell: String) -> [String] { cell.split(separator: " ").map(String.init) }
    (file, isKMS, operations, keys) = (
      cells[0], cells[1] == "yes", several(cells[2]), several(cells[3])
    )
    (consumer, rule, outcome, kind) = (cells[4], cells[5], cells[6], cells[7])
  }

  static func table() throws -> [AWSEventCase] {
    try readText(Fixtures.root.appending(path: "aws-events/expected.csv").path)
      .split(separator: "\n").dropFirst().map(AWSEventCase.init)
  }

  /// What a scan of the event alone must find.
  func uses(in record: JSONValue) throws -> Set<FoundUse> {
    guard isKMS else { return [] }
    try #require(keys.count == operations.count)
    let account = consumer == "-" ? "" : try record.text(at: consumer)
    let uses = try zip(operations, keys).map { operation, key in
      FoundUse(
        operation: operation,
        key: try Self.key(key, in: record),
        consumer: ARN.account(of: account) ?? account,
        rule: rule,
        outcome: outcome,
        requests: 1
      )
    }
    // The places of what is no use are read too: they must lead somewhere.
    return kind == "request" ? Set(uses) : []
  }

  private static func key(_ cell: String, in record: JSONValue) throws -> String {
    if cell == "-" { return "" }
    if cell == "unresolved" { return UnresolvedKey.noKey.text }
    return try #require(KeyARN(record.text(at: cell))).text
  }

  /// Counters of a run over the event alone.
  var counters: RunCounters {
    var counters = RunCounters()
    (counters.files, counters.filesRead, counters.records) = (1, 1, 1)
    switch kind {
    case "request": counters.requests = 1
    case "dry-run": counters.dryRuns = 1
    case "shadow": counters.shadow = 1
    case "service-event": counters.serviceEvents = 1
    default: counters.other = 1
    }
    counters.kms = 1 - counters.other
    return counters
  }
}

/// A use as a scan found it, in words.
struct FoundUse: Hashable {
  var operation: String
  var key: String
  var consumer: String
  var rule: String
  var outcome: String
  var requests: Int
}

extension UsageFacts {
  func word(_ symbol: Symbol) -> String { symbols[Int(symbol)] }

  var foundUses: Set<FoundUse> {
    Set(
      usage.flatMap { fact in
        let use = fact.use
        let counts = [
          ("ok", fact.ok), ("denied", fact.denied), ("throttled", fact.throttled),
          ("failed", fact.failed),
        ]
        return counts.filter { $0.1 > 0 }.map { outcome, requests in
          FoundUse(
            operation: word(use.operation),
            key: word(use.key),
            consumer: word(use.consumerAccount),
            rule: use.attribution.text,
            outcome: outcome,
            requests: requests
          )
        }
      }
    )
  }

  static func scanned(_ paths: [String]) throws -> UsageFacts {
    let request = ScanRequest(input: InputSelection(paths: paths), jobs: 1, store: .memory)
    return try Scan(request).run(progress: ScanProgress())
  }
}

@Suite(.enabled(if: SharedData.has("aws-events"), SharedData.absent))
struct AWSEventTests {
  @Test(arguments: try AWSEventCase.table())
  func `an event of AWS's documentation is read as the table says`(_ event: AWSEventCase) throws {
    let record = try SharedData.json("aws-events/\(event.file)")
    let facts = try UsageFacts.scanned([SharedData.path("aws-events/\(event.file)")])
    #expect(facts.foundUses == (try event.uses(in: record)))
    var counters = facts.counters
    (counters.compressedBytes, counters.uncompressedBytes) = (0, 0)
    #expect(counters == event.counters)
  }

  @Test func `the table has every event once`() throws {
    let events = try SharedData.files("aws-events").filter { $0 != "INDEX.json" }
    #expect(try AWSEventCase.table().map(\.file).sorted() == events)
  }
}
