import AuditEngine
import AuditFindings
import AuditReports
import CloudTrail
import KMSModel
import KMSUsage
import TestSupport
import Testing

@Suite struct `Questions on usage` {
  private static let named: AuditConfiguration = {
    var configuration = AuditConfiguration()
    configuration.accountNames = ["111122223333": "=core|<i>", "444455556666": "payments"]
    return configuration
  }()

  private func usage(
    _ store: Result<AskedStore, any Error>,
    by dimensions: [UseDimension],
    _ choose: (inout UsageQuery) -> Void = { _ in }
  ) throws -> UsageAnswer {
    var query = UsageQuery(by: dimensions)
    choose(&query)
    return try Audit.usage(query, store: store.get().path, configuration: Self.named, jobs: 2)
  }

  @Test(arguments: ReportFormat.allCases)
  func `usage is answered in every format`(format: ReportFormat) throws {
    let byKey = try usage(AskedStore.keys, by: [.account, .key, .principal, .operation])
    try Golden.expect(byKey.first(12).bytes(format), "questions/usage.\(format.rawValue)")
    let byResource = try usage(AskedStore.keys, by: [.resource, .service, .day]) {
      $0.scope.since = Timestamp("2026-11-20T05:00:01Z")
    }
    try Golden.expect(byResource.bytes(format), "questions/usage-resource.\(format.rawValue)")
  }

  @Test(arguments: ReportFormat.allCases)
  func `an answer of nothing says so`(format: ReportFormat) throws {
    let answer = try usage(AskedStore.keys, by: [.account, .resource]) {
      $0.scope.regions = ["eu-north-1"]
    }
    #expect(answer.rows.isEmpty && !answer.bytes(format).isEmpty)
  }

  /// `usage.csv` is what was planted; see `PlantedTruthTests`.
  @Test(arguments: UseDimension.allCases)
  func `grouped by anything the numbers are those of the report`(dimension: UseDimension) throws {
    let store = try AskedStore.trail.get()
    let report = Array(store.report.facts.usage)
    let rows = try usage(AskedStore.trail, by: [dimension]).rows
    #expect(rows.reduce(0) { $0 + $1.requests } == report.reduce(0) { $0 + $1.requests })
    #expect(rows.reduce(0) { $0 + $1.denied } == report.reduce(0) { $0 + $1.denied })
    #expect(rows.reduce(0) { $0 + $1.throttled } == report.reduce(0) { $0 + $1.throttled })
    #expect(rows.reduce(0) { $0 + $1.failed } == report.reduce(0) { $0 + $1.failed })
    #expect(rows.map(\.firstSeen).min() == report.map(\.firstSeen).min())
    #expect(rows.map(\.lastSeen).max() == report.map(\.lastSeen).max())
    // A use on several days has no day in the report, and none a resource.
    guard dimension != .day, dimension != .resource else { return }
    #expect(rows.count > 1)
    let expected = Dictionary(grouping: report) { $0[dimension] }
      .mapValues { $0.reduce(0) { $0 + $1.requests } }
    #expect(Dictionary(uniqueKeysWithValues: rows.map { ($0.values[0], $0.requests) }) == expected)
  }

  @Test func `by all that a use is the rows are those of the report`() throws {
    let store = try AskedStore.trail.get()
    let dimensions: [UseDimension] = [
      .key, .owner, .region, .account, .attribution, .principal, .service, .operation,
    ]
    let rows = try usage(AskedStore.trail, by: dimensions).rows
    let report = store.report.facts.usage.map { row in
      UseSum(
        values: dimensions.map { row[$0] },
        firstSeen: row.firstSeen,
        lastSeen: row.lastSeen,
        exampleEventID: row.exampleEventID
      ).with(row)
    }
    #expect(Set(rows) == Set(report) && rows.count == report.count)
  }

  @Test func `every row has an event that tells of it`() throws {
    let store = try AskedStore.trail.get()
    let rows = try usage(AskedStore.trail, by: [.account, .key, .operation]).rows
    let events = Set(store.report.facts.usage.map(\.exampleEventID))
    #expect(rows.allSatisfy { events.contains($0.exampleEventID) })
  }

  @Test func `use is chosen by account, Region, key and moment`() throws {
    let all = Array(try AskedStore.trail.get().report.facts.usage)
    let row = try #require(all.first { !$0.keyARN.isEmpty && $0.keyAccount != $0.consumerAccount })
    func expect(_ isChosen: (UsageRow) -> Bool, _ choose: (inout UsageQuery) -> Void) throws {
      let rows = try usage(AskedStore.trail, by: [.key, .operation], choose).rows
      let expected = all.filter(isChosen)
      #expect(rows.reduce(0) { $0 + $1.requests } == expected.reduce(0) { $0 + $1.requests })
      #expect(Set(rows.map { $0.values[0] }) == Set(expected.map(\.keyARN)))
      #expect(!expected.isEmpty && expected.count < all.count)
    }
    try expect({ [$0.consumerAccount, $0.keyAccount].contains(row.keyAccount) }) {
      $0.scope.accounts = [row.keyAccount]
    }
    try expect({ $0.region == row.region }) { $0.scope.regions = [row.region] }
    try expect({ $0.keyARN == row.keyARN }) { $0.key = row.keyARN }
    let noon = try #require(Timestamp("2026-11-22T12:00:00Z"))
    try expect({ $0.firstSeen >= noon }) { $0.scope.since = noon }
    try expect({ $0.lastSeen < noon }) { $0.scope.until = noon }
  }

  @Test func `what lies on both sides of a bound is in no row, and told`() throws {
    func requests(_ since: String?, _ until: String?) throws -> [Int] {
      let answer = try usage(AskedStore.keys, by: [.key]) {
        $0.key = "alias/payments"
        $0.scope.since = since.flatMap { Timestamp($0) }
        $0.scope.until = until.flatMap { Timestamp($0) }
      }
      return [answer.rows.reduce(0) { $0 + $1.requests }, answer.sums.undivided]
    }
    #expect(try requests(nil, nil) == [16, 0])
    #expect(try requests("2026-11-21", "2026-11-22") == [16, 0])
    #expect(try requests("2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z") == [2, 0])
    // Two requests a second apart are one use.
    #expect(try requests("2026-11-20T05:00:01Z", "2026-11-21T00:00:00Z") == [3, 2])
    #expect(try requests("2026-11-20T05:00:00Z", "2026-11-20T05:00:01Z") == [0, 2])
    #expect(try requests("2026-11-20T05:00:00Z", "2026-11-20T05:00:02Z") == [2, 0])
    #expect(try requests("2026-11-20T05:00:02Z", "2026-11-20T05:00:03Z") == [0, 0])
  }

  @Test func `resources are those that the services' contexts name`() throws {
    let answer = try usage(AskedStore.keys, by: [.resource, .account])
    let rows = Dictionary(uniqueKeysWithValues: answer.rows.map { ($0.values, $0.requests) })
    #expect(
      rows == [
        ["arn:aws:s3:::reports", "444455556666"]: 4, ["", "111122223333"]: 20,
        [#"arn:aws:s3:::a,b"c|<i>"#, "444455556666"]: 1, ["", "444455556666"]: 2,
        ["", "777788889999"]: 1,
      ]
    )
    #expect([answer.sums.withoutContext, answer.sums.withoutResource] == [22, 1])
  }

  @Test func `the first rows tell how much they leave out`() throws {
    let answer = try usage(AskedStore.keys, by: [.key]).first(1)
    #expect(answer.rows.count == 1)
    #expect(answer.remarks == ["Not shown: 4 more rows with 12 requests."])
  }

  @Test func `the terminal's table stays within a hundred columns, and obeys no text`() throws {
    for dimensions in [UseDimension.allCases, [.principal], [.resource, .key]] {
      let bytes = try usage(AskedStore.keys, by: dimensions).bytes(.table)
      #expect(bytes.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
      #expect(bytes.split(separator: 0x0A).allSatisfy { $0.count <= 100 })
    }
  }
}

extension UsageRow {
  /// As the column of `usage.csv`; "" for one that it does not have.
  fileprivate subscript(dimension: UseDimension) -> String {
    switch dimension {
    case .account: consumerAccount
    case .key: keyARN
    case .owner: keyAccount
    case .region: region
    case .principal: principal
    case .service: service
    case .operation: operation
    case .attribution: attribution
    case .resource, .day: ""
    }
  }
}

extension UseSum {
  fileprivate func with(_ row: UsageRow) -> UseSum {
    var sum = self
    (sum.denied, sum.throttled, sum.failed) = (row.denied, row.throttled, row.failed)
    sum.ok = row.requests - row.denied - row.throttled - row.failed
    return sum
  }
}
