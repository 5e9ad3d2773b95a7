import AuditEngine
import AuditReports
import CloudTrail
import Foundation
import KMSModel
import KMSUsage
import TestSupport
import Testing

@Suite struct `Questions on load` {
  private static let peak = Timestamp("2026-11-22T03:04:05Z") ?? Timestamp(0)
  private static let window = Timestamp(peak.rawValue - 2)...Timestamp(peak.rawValue + 2)

  private var rates: RatedStore {
    get throws { try AskedStore.load.get().rates() }
  }

  @Test(arguments: ReportFormat.allCases)
  func `are answered in every format`(format: ReportFormat) throws {
    let (rates, query) = (try rates, HotKeyQuery())
    let answers: [(String, [UInt8])] = [
      ("hot-accounts", try rates.hotAccounts(query).bytes(format)),
      ("hot-services", try rates.hotCallers(query, by: .service).bytes(format)),
      ("hot-principals", try rates.hotCallers(query, by: .principal).bytes(format)),
      ("seconds", try rates.seconds(query, Self.window).bytes(format)),
    ]
    for (name, bytes) in answers {
      try Golden.expect(bytes, "questions/\(name).\(format.rawValue)")
    }
  }

  @Test(arguments: [SparkStyle.blocks, .ascii])
  func `show on a terminal how rates went, and in no other format`(_ style: SparkStyle) throws {
    let rates = try rates
    let (keys, accounts) = (
      try rates.hotKeys(HotKeyQuery(), courseOf: .max),
      try rates.hotAccounts(HotKeyQuery(), courseOf: .max)
    )
    let name = style == .ascii ? "ascii" : "blocks"
    try Golden.expect(keys.bytes(.table, sparks: style), "questions/hot-keys-\(name).table")
    try Golden.expect(accounts.bytes(.table, sparks: style), "questions/hot-accounts-\(name).table")
    for format in ReportFormat.allCases {
      let plain = try rates.hotKeys(HotKeyQuery()).bytes(format)
      #expect((keys.bytes(format, sparks: style) == plain) == (format != .table))
      #expect(keys.bytes(format) == plain)
    }
    for line in String(decoding: keys.bytes(.table, sparks: style), as: UTF8.self).split(
      separator: "\n"
    ) {
      #expect(line.count <= 100)
    }
  }

  @Test func `count a request of two keys once for the account`() throws {
    let rows = try rates.hotAccounts(HotKeyQuery()).rows
    let row = try #require(rows.first { $0.chargedAccount == "111122223333" })
    #expect((row.requests, row.keys, row.peakRPS, row.peakAt) == (16, 3, 9, Self.peak))
    #expect((row.secondsOverThreshold, row.throttled) == (1, 2))
    #expect(row.topKeyARN.contains("1234abcd") && row.topKeyShare == 7.0 / 9)
  }

  @Test func `say where the counts of a day may belong to other quota families`() throws {
    var query = HotKeyQuery()
    query.threshold = 0.1
    let rows = try rates.hotCallers(query, by: .principal).rows
    let own = rows.filter { $0.account.chargedAccount == "111122223333" }
    #expect(own.map(\.requests) == [11, 5] && own.allSatisfy { $0.accountRequests == 16 })
    #expect(own.allSatisfy { $0.isExact })
    // One Decrypt of five is of the other family.
    let other = rows.filter { $0.account.chargedAccount == "444455556666" }
    #expect(
      Set(other.map(\.account.quotaFamily)) == ["cryptographic-symmetric", "cryptographic-rsa"]
    )
    #expect(other.allSatisfy { $0.requests == 5 && !$0.isExact })
  }

  @Test func `are chosen by account, Region, key and time`() throws {
    let rates = try rates
    var query = HotKeyQuery()
    query.scope.accounts = ["444455556666"]
    #expect(
      try rates.hotAccounts(query).rows.map(\.chargedAccount) == ["444455556666", "444455556666"]
    )
    query.scope.until = Self.window.upperBound
    #expect(try rates.hotAccounts(query).rows.map(\.requests) == [])
    query = HotKeyQuery()
    query.key = "1234abcd"
    #expect(
      try rates.seconds(query, Self.window).pictures.map(\.chargedAccount) == ["111122223333"]
    )
    query.scope.regions = ["us-east-1"]
    #expect(try rates.seconds(query, Self.window).pictures.isEmpty)
  }

  @Test func `of nothing have an answer in every format`() throws {
    var query = HotKeyQuery()
    query.scope.regions = ["us-east-1"]
    let rates = try rates
    for format in ReportFormat.allCases {
      let answers = [
        try rates.hotAccounts(query, courseOf: .max).bytes(format, sparks: .ascii),
        try rates.hotCallers(query, by: .service).bytes(format),
        try rates.seconds(query, Self.window).bytes(format),
      ]
      #expect(answers.allSatisfy { !$0.isEmpty })
    }
  }

  @Test func `are answered from logs as from a store`() throws {
    var request = ScanRequest(
      input: InputSelection(paths: [Fixtures.root.appending(path: "questions/load.json").path]),
      jobs: 2,
      store: .memory
    )
    request.configuration.quotaOverrides = [QuotaOverride(requestsPerSecond: 10)]
    let logs = try Audit.rates(in: request, progress: ScanProgress())
    let (store, query) = (try rates, HotKeyQuery())
    let accounts = (try logs.hotAccounts(query), try store.hotAccounts(query))
    #expect(accounts.0.rows == accounts.1.rows)
    let callers = (
      try logs.hotCallers(query, by: .service), try store.hotCallers(query, by: .service)
    )
    #expect(callers.0.rows == callers.1.rows)
    let seconds = (try logs.seconds(query, Self.window), try store.seconds(query, Self.window))
    #expect(seconds.0.pictures == seconds.1.pictures)
  }
}
