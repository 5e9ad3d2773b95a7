import AuditEngine
import AuditFindings
import AuditReports
import CloudTrail
import KMSModel
import TestSupport
import Testing

@Suite struct `Questions on access` {
  @Test(arguments: ReportFormat.allCases)
  func `access is answered in every format`(format: ReportFormat) throws {
    let answer = try AskedStore.small.get().access()
    try Golden.expect(answer.bytes(format), "questions/access.\(format.rawValue)")
  }

  @Test(arguments: ReportFormat.allCases)
  func `grants are listed in every format`(format: ReportFormat) throws {
    let answer = try AskedStore.small.get().grants()
    try Golden.expect(answer.bytes(format), "questions/grants.\(format.rawValue)")
  }

  @Test func `an answer of nothing says so`() throws {
    for format in ReportFormat.allCases {
      #expect(!AccessAnswer(rows: []).bytes(format).isEmpty)
      #expect(!GrantsAnswer(grants: []).bytes(format).isEmpty)
    }
  }

  @Test func `without a choice the rows are those of the report`() throws {
    let store = try AskedStore.trail.get()
    let rows = try store.access().rows
    #expect(rows == store.report.facts.crossAccount)
    #expect(rows.count > 50)
    #expect(try store.grants().grants.map(\.row) == store.report.facts.grants)
  }

  @Test func `rows are chosen by decision, account, Region and key`() throws {
    let store = try AskedStore.trail.get()
    let all = try store.access().rows
    func expect(_ isChosen: (CrossAccountRow) -> Bool, _ choose: (inout AccessQuery) -> Void) throws
    {
      var query = AccessQuery()
      choose(&query)
      let rows = try store.access(query).rows
      #expect(rows == all.filter(isChosen))
      #expect(!rows.isEmpty && rows.count < all.count)
    }
    try expect({ $0.decision == "not-covered" || $0.decision == "denied" }) {
      $0.decisions = ["not-covered", "denied"]
    }
    let row = try #require(all.first)
    try expect({ [$0.consumerAccount, $0.keyAccount].contains(row.consumerAccount) }) {
      $0.scope.accounts = [row.consumerAccount]
    }
    try expect({ $0.region == row.region }) { $0.scope.regions = [row.region] }
    try expect({ $0.keyARN == row.keyARN }) { $0.key = String(row.keyARN.suffix(36).prefix(13)) }
  }

  @Test func `of a use that goes on beyond a bound the part within counts`() throws {
    let store = try AskedStore.small.get()
    func requests(since: String? = nil, until: String? = nil) throws -> [Int] {
      var query = AccessQuery()
      query.decisions = ["grant"]
      query.key = "1234abcd"
      query.scope.since = since.flatMap { Timestamp($0) }
      query.scope.until = until.flatMap { Timestamp($0) }
      return try store.access(query).rows.map(\.requests)
    }
    #expect(try requests() == [2])
    #expect(try requests(since: "2026-11-22T04:00:00Z") == [2])
    #expect(try requests(since: "2026-11-22T04:00:01Z") == [1])
    #expect(try requests(until: "2026-11-22T05:00:00Z") == [1])
    #expect(try requests(until: "2026-11-22T05:00:01Z") == [2])
    #expect(try requests(since: "2026-11-22T05:00:01Z").isEmpty)
    #expect(try requests(since: "2026-11-23T00:00:00Z").isEmpty)
  }

  @Test func `grants are chosen by use, grantee and end`() throws {
    let store = try AskedStore.small.get()
    func ids(_ choice: GrantQuery.Choice) throws -> [String] {
      try store.grants(choice).grants.map { String($0.row.grantID.prefix(1)) }
    }
    #expect(try ids(.all) == ["a", "b", "c", "d"])
    #expect(try ids(.unused) == ["b"])
    #expect(try ids(.ended) == ["c"])
    #expect(try ids(.external) == ["a", "b", "c", "d"])
    var configuration = AuditConfiguration()
    configuration.organizationAccounts = ["444455556666"]
    var query = GrantQuery()
    query.choice = .external
    let external = try Audit.grants(query, store: store.path, configuration: configuration, jobs: 1)
    #expect(external.grants.map { $0.row.grantID.prefix(1) } == ["b", "c"])
  }

  @Test func `the report of the store is that of the scan, and after an import says more`() throws {
    let trail = try AskedStore.trail.get()
    func report(_ store: AskedStore) throws -> [[UInt8]] {
      ReportFile.all(
        try Audit.report(store: store.path, configuration: AuditConfiguration(), jobs: 2)
      )
      .map(\.bytes)
    }
    #expect(try report(trail) == ReportFile.all(trail.report).map(\.bytes))
    let small = try AskedStore.small.get()
    let old = small.report.facts.crossAccount.filter { $0.keyARN.contains("1234ffff") }
    #expect(old.map(\.decision) == ["undetermined"])
    let new = try small.access().rows.filter { $0.keyARN.contains("1234ffff") }
    #expect(new.map(\.decision) == ["grant"])
    #expect(try report(small) != ReportFile.all(small.report).map(\.bytes))
  }
}
