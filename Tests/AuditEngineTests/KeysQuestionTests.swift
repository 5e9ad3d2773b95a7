import AuditEngine
import AuditFindings
import AuditReports
import AuditStore
import CloudTrail
import KMSAccess
import KMSModel
import KMSUsage
import TestSupport
import Testing

@Suite struct `Questions on keys` {
  private func keys(
    _ store: Result<AskedStore, any Error> = AskedStore.keys,
    _ choose: (inout KeyQuery) -> Void = { _ in }
  ) throws -> KeysAnswer {
    var query = KeyQuery()
    choose(&query)
    var configuration = AuditConfiguration()
    configuration.accountNames = ["111122223333": "=core|<i>", "444455556666": "payments"]
    return try Audit.keys(query, store: store.get().path, configuration: configuration, jobs: 2)
  }

  @Test(arguments: ReportFormat.allCases)
  func `keys are listed in every format`(format: ReportFormat) throws {
    try Golden.expect(try keys().bytes(format), "questions/keys.\(format.rawValue)")
  }

  @Test(arguments: ReportFormat.allCases)
  func `an answer of nothing says so`(format: ReportFormat) throws {
    let answer = try keys { $0.scope.regions = ["eu-north-1"] }
    #expect(answer.keys.isEmpty && !answer.bytes(format).isEmpty)
  }

  @Test func `an empty store has neither keys nor usage`() throws {
    let folder = try TemporaryFolder()
    _ = try AuditStore.open(path: folder.file("empty.sqlite"))
    let (path, configuration) = (folder.file("empty.sqlite"), AuditConfiguration())
    let keys = try Audit.keys(KeyQuery(), store: path, configuration: configuration, jobs: 2)
    #expect(keys.keys.isEmpty)
    let usage = try Audit.usage(
      UsageQuery(by: UseDimension.allCases),
      store: path,
      configuration: configuration,
      jobs: 2
    )
    #expect(usage.rows.isEmpty && usage.remarks.isEmpty)
  }

  @Test func `every key of the report is there, with the requests that used it`() throws {
    let report = try AskedStore.trail.get().report
    let listed = try keys(AskedStore.trail).keys
    let named = Set(report.facts.usage.map(\.keyARN).filter { KeyARN($0) != nil })
    #expect(Set(listed.map(\.key.keyARN)).isSuperset(of: named))
    var expected: [String: Int] = [:]
    for row in report.facts.usage
    where row.operation.hasPrefix("ReEncrypt")
      || Operation.named(row.operation)?.isCryptographic == true
    {
      expected[row.keyARN, default: 0] += row.requests - row.denied - row.throttled - row.failed
    }
    for key in listed { #expect(key.requests == expected[key.key.keyARN] ?? 0) }
    #expect(listed.count { $0.requests > 0 } > 50)
    #expect(Set(listed.map(\.sharing)) == [.local, .central, .none])
  }

  @Test func `keys are chosen by owner or consumer, Region and name, use by its moment`() throws {
    func ids(_ choose: (inout KeyQuery) -> Void) throws -> [String] {
      try keys(AskedStore.keys, choose).keys.map { String($0.key.keyARN.suffix(36).prefix(5)) }
    }
    #expect(try ids { _ in } == ["a1111", "c3333", "d4444", "mrk-b", "mrk-b"])
    #expect(try ids { $0.scope.accounts = ["444455556666"] } == ["a1111", "mrk-b"])
    // It was refused.
    #expect(try ids { $0.scope.accounts = ["777788889999"] } == [])
    #expect(try ids { $0.scope.accounts = ["111122223333"] }.count == 5)
    #expect(try ids { $0.scope.regions = ["us-east-1"] } == ["mrk-b"])
    #expect(try ids { $0.key = "alias/archive" } == ["c3333"])
    let key = try #require(
      try keys { query in
        query.key = "alias/payments"
        query.scope.since = Timestamp("2026-11-21T00:00:00Z")
      }.keys.first
    )
    #expect(key.requests == 3 && key.sharing == .central && key.key.state?.value == "Enabled")
  }

  @Test func `what a bound cuts apart is told`() throws {
    let answer = try keys { $0.scope.since = Timestamp("2026-11-20T05:00:01Z") }
    #expect(answer.undivided == 2 && answer.remarks.count == 1)
  }

  @Test func `an administrator that used the key is marked`() throws {
    let marked = try keys().keys.map(\.usingAdministrators)
    #expect(marked == [["arn:aws:iam::111122223333:role/key-admin"], [], [], [], []])
  }

  @Test func `the terminal's lines stay within a hundred columns, and obey no text`() throws {
    for store in [AskedStore.keys, AskedStore.trail] {
      let bytes = try keys(store).bytes(.table)
      #expect(bytes.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
      let lines = bytes.split(separator: 0x0A)
      #expect(lines.allSatisfy { $0.count <= 100 || !$0.dropFirst(6).contains(0x20) })
      #expect(lines.count > 30)
    }
  }

  @Test(
    arguments: [
      ([], ListedKey.Sharing.none), (["111122223333"], .local), (["444455556666"], .central),
      (["111122223333", "444455556666"], .mixed), ([""], .unknown),
      (["", "111122223333"], .unknown),
      (["", "111122223333", "444455556666"], .mixed), (["service"], .unknown),
      (["service", "111122223333"], .local),
    ] as [([String], ListedKey.Sharing)]
  )
  func `use is local, central or mixed by whose accounts it is`(
    accounts: [String],
    sharing: ListedKey.Sharing
  ) {
    let consumers = accounts.map { account in
      KeyConsumer(
        account: account,
        isService: account == "service",
        requests: 1,
        firstUse: Timestamp(0),
        lastUse: Timestamp(0),
        exampleEventID: ""
      )
    }
    let key = ListedKey(
      key: InventoriedKey(keyARN: "arn:aws:kms:eu-west-1:111122223333:key/1"),
      consumers: consumers,
      usingAdministrators: []
    )
    #expect(key.sharing == sharing)
  }
}
