import ArgumentParser
import AuditFindings
import KMSModel

/// The time that the rules take, on many grants that nobody used.
struct MeasureFindings: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find what there is to find in many unused grants, and print the seconds it took."
  )

  @Option var keys = 10
  @Option(help: "Grants of each key, each to a role of its own.") var grants = 10_000
  @Option(help: "Uses of each key by other roles.") var uses = 100
  @Option(help: "Threads.") var jobs = 2

  func run() {
    var facts = AuditFacts()
    facts.coverage = [coverage]
    facts.grants = (0..<keys * grants).map { grant($0 / grants, $0 % grants) }
    let uses = uses
    let rows = (0..<keys * uses).map { use($0 / uses, $0 % uses) }
    facts.usage = LazyRows(count: rows.count) { rows[$0] }
    let clock = ContinuousClock()
    let start = clock.now
    let found = Findings.all(in: facts, jobs: jobs)
    print("seconds", (clock.now - start) / .seconds(1))
    print("findings", found.count)
    let unused = found.filter { $0.rule.id == "grant-never-used" }
    print("unused", unused.lazy.map(\.count).reduce(0, +))
  }

  private static let day: Int64 = 1_795_305_600
  private static let account = "111122223333"

  private var coverage: CoverageRow {
    CoverageRow(
      account: Self.account,
      region: "eu-west-1",
      day: "2026-11-22",
      files: 1,
      incompleteFiles: 0,
      records: 1,
      kmsRecords: 1,
      firstRecord: Timestamp(Self.day),
      lastRecord: Timestamp(Self.day + 2 * 86400),
      note: ""
    )
  }

  private func keyARN(_ key: Int) -> String {
    "arn:aws:kms:eu-west-1:\(Self.account):key/00000000-0000-4000-8000-\(100_000_000_000 + key)"
  }

  private func grant(_ key: Int, _ number: Int) -> GrantRow {
    GrantRow(
      keyARN: keyARN(key),
      grantID: String(repeating: "ab", count: 28) + "\(10_000_000 + number)",
      name: "",
      grantee: "arn:aws:iam::\(Self.account):role/apps/Reader-\(number)",
      retiringPrincipal: "",
      operations: "Decrypt GenerateDataKey",
      constraints: "",
      createdAt: Timestamp(Self.day + Int64(number)),
      endedAt: nil,
      endedBy: "",
      lastUsed: nil,
      requests: 0,
      createEventID: "00000000-0000-4000-8000-\(100_000_000_000 + number * 7919 % grants)"
    )
  }

  private func use(_ key: Int, _ number: Int) -> UsageRow {
    UsageRow(
      keyARN: keyARN(key),
      keyAccount: Self.account,
      region: "eu-west-1",
      consumerAccount: Self.account,
      attribution: "identity",
      principal: "arn:aws:iam::\(Self.account):role/apps/Writer-\(number)",
      service: "",
      operation: "Encrypt",
      requests: 1,
      denied: 0,
      throttled: 0,
      failed: 0,
      firstSeen: Timestamp(Self.day),
      lastSeen: Timestamp(Self.day + 86400),
      exampleEventID: "u-\(number)"
    )
  }
}
