import AuditEngine
import JSONScan
import KMSUsage
import Testing

/// The copies of one request, and a trail as CloudTrail delivered it.
@Suite struct RealTrailTests {
  private static let copies = "synthetic-cross-account"
  private static let trail = "real/invictus-aws_dataset/CloudTrail"

  @Test(
    .enabled(if: SharedData.has(copies), SharedData.absent),
    arguments: [[0, 1, 2], [2, 1, 0], [1, 2, 0]]
  )
  func `the copies of a cross-account request are one use, charged to the caller`(
    _ order: [Int]
  ) throws {
    let files = try SharedData.files(Self.copies)
    try #require(files.count == 3)
    let caller = try SharedData.json(
      "\(Self.copies)/\(try #require(files.first { $0.contains("caller") }))"
    )
    let facts = try UsageFacts.scanned(order.map { SharedData.path("\(Self.copies)/\(files[$0])") })
    #expect(facts.counters.kms == 3)
    #expect(facts.counters.requests == 1)
    // Both forms of the owner's copy are the same event for the same recipient.
    #expect(facts.counters.duplicates == 1)
    #expect(facts.counters.secondCopies == 1)

    let account = try caller.text(at: "/userIdentity/accountId")
    let use = try #require(facts.usage.first?.use)
    #expect(
      facts.foundUses == [
        FoundUse(
          operation: try caller.text(at: "/eventName"),
          key: try caller.text(at: "/resources/0/ARN"),
          consumer: account,
          rule: "identity",
          outcome: "ok",
          requests: 1
        )
      ]
    )
    #expect(use.isCrossAccount)
    #expect(facts.word(use.keyAccount) == (try caller.text(at: "/resources/0/accountId")))
    let issuer = try caller.text(at: "/userIdentity/sessionContext/sessionIssuer/arn")
    #expect(facts.word(use.principal) == issuer)
    #expect(facts.access.count == 1)
    #expect(facts.rates.map { facts.word($0.chargedAccount) } == [account])
  }

  @Test(
    .enabled(if: SharedData.has(copies), SharedData.absent),
    arguments: ["caller-copy", "awsaccount-form", "full-identity-form"]
  )
  func `each copy alone tells the same consumer and owner`(_ form: String) throws {
    let file = try #require(try SharedData.files(Self.copies).first { $0.contains(form) })
    let record = try SharedData.json("\(Self.copies)/\(file)")
    let facts = try UsageFacts.scanned([SharedData.path("\(Self.copies)/\(file)")])
    let use = try #require(facts.usage.first?.use)
    #expect(facts.counters.requests == 1)
    #expect(use.isCrossAccount)
    #expect(facts.word(use.consumerAccount) == (try record.text(at: "/userIdentity/accountId")))
    #expect(facts.word(use.keyAccount) == (try record.text(at: "/resources/0/accountId")))
  }

  @Test(.enabled(if: SharedData.has(trail), SharedData.absent))
  func `every record of a delivered trail is counted, under the account it names`() throws {
    let facts = try UsageFacts.scanned([SharedData.path(Self.trail)])
    let counters = facts.counters
    #expect(counters.addUp)
    #expect(counters.filesRead == 55)
    #expect(counters.records == 2900)
    #expect(counters.kms == 240)
    #expect(counters.requests == 240)
    #expect(facts.usage.map(\.requests).reduce(0, +) == 240)
    #expect(facts.coverage.map(\.records).reduce(0, +) == 2900)
    #expect(facts.coverage.map(\.kmsRecords).reduce(0, +) == 240)
    #expect(facts.diagnostics.isEmpty)

    let files = try SharedData.files(Self.trail)
    let records = try files.flatMap { file in
      try #require(SharedData.json("\(Self.trail)/\(file)")["Records"]?.array)
    }
    let accounts = Set(try records.map { try $0.text(at: "/recipientAccountId") })
    let covered = Set(facts.coverage.map(\.account))
    #expect(covered == accounts)
    // The names of these files tell another account than their records.
    #expect(covered.isDisjoint(with: files.map { String($0.prefix(12)) }))
  }
}
