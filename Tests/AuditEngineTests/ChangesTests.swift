import AuditEngine
import AuditReports
import AuditStore
import CloudTrail
import Foundation
import KMSModel
import KMSUsage
import TestSupport
import Testing

@Suite struct `Changes of a period` {
  private static let key = "1234abcd"

  private func rows(_ change: (inout ChangesQuery) -> Void = { _ in }) throws -> [ChangeRow] {
    try AskedStore.nights.get().changes(since: "2026-11-17", change).rows
  }

  @Test(arguments: ReportFormat.allCases)
  func `are answered in every format`(format: ReportFormat) throws {
    let answer = try AskedStore.nights.get().changes(since: "2026-11-17")
    try Golden.expect(answer.bytes(format), "questions/changes.\(format.rawValue)")
  }

  @Test func `of a store of one night cannot tell what is new`() throws {
    let answer = try AskedStore.small.get().changes(since: "2026-11-22")
    try Golden.expect(answer.bytes(.table), "questions/changes-one-night.table")
    let use = answer.rows.filter { [.newConsumer, .newPrincipal, .newService].contains($0.change) }
    // But for the key that was made that night.
    #expect(Set(use.map(\.keyARN)).map { $0.contains(Self.key) } == [true])
    #expect(answer.rows.contains { $0.change == .cannotTellNew })
  }

  @Test func `of an empty store are none, which it says`() throws {
    let folder = try TemporaryFolder()
    try writeFile(Array("{\"Records\":[]}".utf8), to: folder.file("empty.json"))
    let request = ScanRequest(
      input: InputSelection(paths: [folder.file("empty.json")]),
      jobs: 1,
      store: .file(folder.file("store.sqlite"))
    )
    _ = try Audit.scan(request, progress: ScanProgress())
    let answer = try Audit.changes(
      ChangesQuery(since: 20_000),
      store: folder.file("store.sqlite"),
      jobs: 1
    )
    #expect(answer.rows.isEmpty)
    for format in [ReportFormat.table, .markdown] {
      let text = String(decoding: answer.bytes(format), as: UTF8.self)
      #expect(text.contains("The store has no record. ") && text.contains("None."))
    }
  }

  @Test func `of days without records say so of every place whose logs went on`() throws {
    let nights = try AskedStore.nights.get()
    let answer = try nights.changes(since: "2026-11-20") { $0.until = $0.since + 2 }
    #expect(answer.rows.map(\.change) == [.cannotTellSilent, .cannotTellSilent])
    #expect(answer.rows.map(\.account) == ["111122223333", "444455556666"])
    #expect(answer.rows.allSatisfy { $0.detail.hasPrefix("no records of the period") })
    let text = String(decoding: answer.bytes(.table), as: UTF8.self)
      .replacing("\n", with: " ")
    #expect(text.contains("The store has no record of these days"))
  }

  @Test func `are chosen by account, Region, key and end`() throws {
    let all = try rows()
    #expect(try rows { $0.regions = ["eu-west-1"] } == all)
    #expect(try rows { $0.regions = ["us-east-1"] } == [])
    let own = try rows { $0.accounts = ["444455556666"] }
    #expect(
      own == all.filter { ($0.callerAccounts + [$0.account]).contains("444455556666") }
        && own.count == 2
    )
    let ofKey = try rows { $0.key = Self.key }
    #expect(
      ofKey.filter { !$0.change.isUntold } == all.filter { $0.keyARN.contains(Self.key) }
        && ofKey.count > 5
    )
    let first = try rows { $0.until = $0.since + 1 }
    #expect(first.contains { $0.change == .grantCreated })
    #expect(!first.contains { $0.change == .grantEnded })
  }

  @Test func `a key whose logs are missing may have fallen silent, which alone is said`() throws {
    let rows = try rows { $0.key = "4321dcba" }
    #expect(!rows.contains { $0.change == .silent })
    let silent = rows.filter { $0.change == .cannotTellSilent }
    #expect(silent.map(\.account) == ["444455556666"])
    #expect(silent[0].detail.hasPrefix("no records of 2026-11-18; 1 keys"))
  }

  @Test func `days that a wrong clock brought do not make the period longer`() throws {
    let answer = try AskedStore.nights.get().changes(since: "2026-11-17") { $0.lastDay = $0.since }
    #expect(answer.days.count == 1 && answer.before.count == 7)
  }
}

/// Who used what, by the plain words of the definition, from one scan of the days before and one of the
/// period.
@Suite struct `Changes of random nights` {
  private struct Names: Hashable {
    let change: Change
    let key: String
    let who: String
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `are those of two scans held against each other`(seed: UInt64) throws {
    let trail = try RandomNights(seed: seed)
    let (before, after) = (try trail.facts(until: trail.since), try trail.facts(since: trail.since))
    let (old, new) = (names(before), names(after))
    var left = new.subtracting(old)
    let week = before.coverage.filter { $0.hour >= Int64(trail.since.day - 7) * 24 }
    for name in keys(before, lastDays: 7, trail.since) where !keys(after).contains(name) {
      left.insert(Names(change: .silent, key: name, who: ""))
    }
    let answer = try trail.changes()
    let told = answer.rows.filter { !$0.change.isUntold }
    #expect(!told.isEmpty, "seed \(seed)")
    for row in told {
      let name = Names(change: row.change, key: row.keyARN, who: row.who)
      #expect(left.remove(name) != nil, "seed \(seed): \(row)")
      let logs = row.change == .silent ? after.coverage : week
      let owner = days(logs, row.account).count
      let callers = row.callerAccounts.map { days(logs, $0).count }
      #expect(
        row.change == .silent ? owner == 3 : owner >= 4 || callers.allSatisfy { $0 >= 4 },
        "seed \(seed): \(row)"
      )
    }
    let untold = Dictionary(grouping: answer.rows.filter(\.change.isUntold), by: \.change)
    for name in left {
      let change = name.change == .silent ? Change.cannotTellSilent : .cannotTellNew
      #expect(untold[change]?.isEmpty == false, "seed \(seed): \(name)")
    }
    let counts = (untold[.cannotTellNew] ?? []).compactMap { Int($0.detail.leftOut) }
    #expect(
      counts.reduce(0, +) == left.count { $0.change != .silent },
      "seed \(seed)"
    )
  }

  private func days(_ coverage: [CoverageFact], _ account: String) -> Set<Int64> {
    Set(coverage.filter { $0.account == account }.map { $0.hour / 24 })
  }

  private func used(_ facts: UsageFacts) -> [UsageFact] {
    facts.usage.filter { fact in
      fact.ok + fact.throttled + fact.failed > 0
        && ["Decrypt", "Encrypt"].contains(facts.symbols[Int(fact.use.operation)])
    }
  }

  private func names(_ facts: UsageFacts) -> Set<Names> {
    func text(_ symbol: Symbol) -> String { facts.symbols[Int(symbol)] }
    return Set(
      used(facts).flatMap { fact in
        [
          (Change.newConsumer, fact.use.consumerAccount), (.newPrincipal, fact.use.principal),
          (.newService, fact.use.service),
        ].filter { !text($0.1).isEmpty }.map {
          Names(change: $0.0, key: text(fact.use.key), who: text($0.1))
        }
      }
    )
  }

  private func keys(
    _ facts: UsageFacts,
    lastDays: Int32 = .max,
    _ since: Timestamp = Timestamp(0)
  ) -> Set<String> {
    Set(
      used(facts).filter { lastDays == .max || $0.day >= since.day - lastDays }
        .map { facts.symbols[Int($0.use.key)] }
    )
  }
}

extension String {
  /// "…; 3 left out that may be new" → "3".
  fileprivate var leftOut: String {
    split(separator: "; ").last?.split(separator: " ").first.map(String.init) ?? ""
  }
}

/// Ten days of some accounts, some of which have days without logs.
private final class RandomNights {
  private static let accounts = (1...4).map { String(repeating: "\($0)", count: 12) }
  private let folder: TemporaryFolder
  /// The eighth day.
  let since = Timestamp("2026-11-08T00:00:00Z") ?? Timestamp(0)

  init(seed: UInt64) throws {
    folder = try TemporaryFolder()
    var random = SplitMix(seed: seed)
    var records: [String] = []
    for day in 1...10 {
      for account in Self.accounts where Int.random(in: 0..<8, using: &random) > 0 {
        records.append(Self.record(day, account, "GetObject", number: records.count))
        for _ in 0..<Int.random(in: 0...2, using: &random) {
          let owner = Self.accounts.randomElement(using: &random) ?? account
          records.append(
            Self.record(
              day,
              account,
              ["Decrypt", "Encrypt", "DescribeKey"].randomElement(using: &random) ?? "Decrypt",
              key: "arn:aws:kms:eu-west-1:\(owner):key/key-\(random.next() % 2)",
              principal: Int.random(in: 0...2, using: &random),
              isRefused: Int.random(in: 0..<5, using: &random) == 0,
              service: Int.random(in: 0..<5, using: &random) == 0 ? "s3.amazonaws.com" : "",
              number: records.count
            )
          )
        }
      }
    }
    let text = "{\"Records\":[\(records.joined(separator: ","))]}"
    try writeFile(Array(text.utf8), to: folder.file("trail.json"))
  }

  private static func record(
    _ day: Int,
    _ account: String,
    _ name: String,
    key: String = "",
    principal: Int = 0,
    isRefused: Bool = false,
    service: String = "",
    number: Int
  ) -> String {
    let source = key.isEmpty ? "s3" : "kms"
    let via = service.isEmpty ? "" : ",\"invokedBy\":\"\(service)\""
    return """
      {"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":\
      "arn:aws:iam::\(account):user/\(principal)","accountId":"\(account)"\(via)},\
      "eventTime":"2026-11-\(day < 10 ? "0" : "")\(day)T10:00:00Z",\
      "eventSource":"\(source).amazonaws.com","eventName":"\(name)","awsRegion":"eu-west-1",\
      \(isRefused ? "\"errorCode\":\"AccessDenied\"," : "")"eventID":"event-\(number)",\
      "resources":[{"ARN":"\(key)"}],"recipientAccountId":"\(account)"}
      """
  }

  private func scan(_ store: String, since: Timestamp?, until: Timestamp?) throws {
    var input = InputSelection(paths: [folder.file("trail.json")])
    (input.scope.since, input.scope.until) = (since, until)
    let request = ScanRequest(input: input, jobs: 1, store: .file(folder.file(store)))
    _ = try Audit.scan(request, progress: ScanProgress())
  }

  func facts(since: Timestamp? = nil, until: Timestamp? = nil) throws -> UsageFacts {
    let name = since == nil ? "before.sqlite" : "after.sqlite"
    try scan(name, since: since, until: until)
    return try AuditStore.openReadOnly(path: folder.file(name)).load().facts
  }

  func changes() throws -> ChangesAnswer {
    try scan("all.sqlite", since: nil, until: nil)
    return try Audit.changes(
      ChangesQuery(since: since.day),
      store: folder.file("all.sqlite"),
      jobs: 1
    )
  }
}
