import AuditEngine
import AuditFindings
import AuditReports
import AuditStore
import CloudTrail
import KMSModel
import KMSUsage
import Synchronization
import TestSupport
import Testing

/// Sixty days, of which ten are kept by the second and thirty at all.
@Suite struct `What a store keeps` {
  private static let days = 0..<60
  private static let key = "arn:aws:kms:eu-west-1:111122223333:key/key-1"
  private static let first = Timestamp("2026-09-01T00:00:00Z")?.day ?? 0
  private static var last: Int32 { first + Int32(days.count) - 1 }
  private let folder: TemporaryFolder
  private var store: String { folder.file("store.sqlite") }

  /// On the first day a grant to another account is made; every day has its use, by the key's own
  /// account too, and a file around midnight.
  init() throws {
    folder = try TemporaryFolder()
    let grant =
      "\"requestParameters\":{\"keyId\":\"\(Self.key)\",\"granteePrincipal\":\"arn:aws:iam::444455556666:root\",\"operations\":[\"Decrypt\"]},\"responseElements\":{\"grantId\":\"grant-1\"},"
    for day in Self.days {
      var records = (0..<20).map { number in
        record(
          "Decrypt",
          of: number % 3 == 0 ? "444455556666" : "111122223333",
          day,
          number / 4,
          number: number
        )
      }
      if day == 0 { records.insert(record("CreateGrant", of: "111122223333", 0, 0, grant), at: 0) }
      try write(records, to: Self.name(day))
      try write(
        [
          record("Encrypt", of: "111122223333", day, 86_399),
          record("Encrypt", of: "111122223333", day + 1, 0),
        ],
        to: "midnight-\(day).json"
      )
    }
  }

  private static func name(_ day: Int) -> String { "day-\(day).json" }

  private func record(
    _ name: String,
    of account: String,
    _ day: Int,
    _ second: Int,
    _ members: String = "",
    number: Int = 0
  ) -> String {
    let time = Timestamp(Int64(Self.first) * 86400 + Int64(day * 86400 + second))
    return
      "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"Root\",\"arn\":\"arn:aws:iam::\(account):root\",\"accountId\":\"\(account)\"},\"eventTime\":\"\(time)\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"\(name)\",\"awsRegion\":\"eu-west-1\",\(members)\"eventID\":\"\(name)-\(account)-\(time)-\(number)\",\"resources\":[{\"ARN\":\"\(Self.key)\"}],\"recipientAccountId\":\"111122223333\"}"
  }

  private func write(_ records: [String], to name: String) throws {
    let text = "{\"Records\":[\(records.joined(separator: ","))]}"
    try writeFile(Array(text.utf8), to: folder.file(name))
  }

  private func files(_ days: some Sequence<Int>) -> [String] {
    days.flatMap { [Self.name($0), "midnight-\($0).json"] }
  }

  /// - Returns: the report, and how many of the files were known.
  @discardableResult
  private func scan(
    _ names: [String],
    into store: String,
    keeping days: (rates: Int32?, use: Int32?) = (10, 30)
  ) throws -> (report: AuditReport, known: Int) {
    var request = ScanRequest(
      input: InputSelection(paths: names.map(folder.file)),
      jobs: 2,
      store: .file(store)
    )
    var retention = Retention()
    (retention.rates, retention.use) = days
    request.retention = retention
    request.lastDay = Self.last + 1
    let progress = ScanProgress()
    let report = try Audit.scan(request, progress: progress)
    return (report, progress.filesKnown.load(ordering: .relaxed))
  }

  private func facts(_ store: String) throws -> UsageFacts {
    try AuditStore.openReadOnly(path: store).load().facts
  }

  private func expectEqual(_ one: String, _ other: String, _ note: Comment) throws {
    let (left, right) = (try facts(one), try facts(other))
    #expect(left.words == right.words, note)
    #expect(left.days == right.days, note)
    #expect(left.files == right.files, note)
    #expect(left.coverage == right.coverage, note)
    #expect(left.counters == right.counters, note)
    #expect(left.kept == right.kept, note)
    let (first, second) = try (
      AuditStore.openReadOnly(path: one), AuditStore.openReadOnly(path: other)
    )
    #expect(try first.watchedHours() == second.watchedHours(), note)
    let identities = try Set(
      files(Self.days).map(folder.file).map { path in
        FileIdentity(path: path, content: try #require(FileContent(of: path)))
      }
    )
    #expect(try first.forgotten(identities) == second.forgotten(identities), note)
    #expect(try !first.forgotten(identities).isEmpty, note)
    #expect(try hotKeys(one) == hotKeys(other), note)
    #expect(try Audit.checkStore(store: one).isGood, note)
  }

  private func hotKeys(_ store: String) throws -> [HotKey] {
    try Audit.rates(store: store, configuration: AuditConfiguration()).hotKeys(HotKeyQuery()).rows
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `after many nights is what it keeps after one scan of everything`(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let nights = folder.file("nights.sqlite")
    var night = 0
    while night < Self.days.count {
      let next = min(Self.days.count, night + Int.random(in: 1...9, using: &random))
      // The nights before lie there again, a few days or all.
      let from = Bool.random(using: &random) ? 0 : max(0, night - 3)
      try scan(files(from..<next).shuffled(using: &random), into: nights)
      night = next
    }
    try scan(files(Self.days), into: store)
    try expectEqual(nights, store, "seed \(seed)")
    #expect(try facts(store).kept == KeptDays(rates: Self.last + 1 - 10, use: Self.last + 1 - 30))
  }

  @Test func `is sound, and pruned later is the same`() throws {
    try scan(files(Self.days), into: store)
    #expect(try Audit.checkStore(store: store).isGood)
    let later = folder.file("later.sqlite")
    try scan(files(Self.days), into: later, keeping: (nil, nil))
    #expect(try facts(later).kept == KeptDays())
    var retention = Retention()
    (retention.rates, retention.use) = (10, 30)
    _ = try Audit.prune(store: later, retention, lastDay: Self.last + 1, isDryRun: false)
    try expectEqual(later, store, "pruned later")
    #expect(try Audit.checkStore(store: later).isGood)
  }

  @Test func `is not counted again where old files lie there again`() throws {
    try scan(files(Self.days), into: store)
    let before = try facts(store)
    #expect(try scan(files(Self.days), into: store).known == 2 * Self.days.count)
    // With another path a file is another one, but its days are no longer counted.
    try writeFile(try readFile(folder.file(Self.name(3))), to: folder.file("copy.json"))
    #expect(try scan(["copy.json"], into: store).known == 0)
    let after = try facts(store)
    #expect(after.words == before.words)
    #expect(after.counters == before.counters)
    #expect(try scan(["copy.json"], into: store).known == 1)
  }

  @Test func `by the hour takes late requests without another peak`() throws {
    try scan(files(Self.days), into: store)
    let day = 35
    let before = try hours(day)
    let late = (0..<9).map { number in
      // Three in a second that is told, six in another one; and nine in an hour without any yet.
      record("Encrypt", of: "111122223333", day, number < 3 ? 0 : 9, number: 50 + number)
    }
    let other = (0..<9).map { record("Encrypt", of: "111122223333", day, 7200, number: $0) }
    try write(late + other, to: "late.json")
    try scan(["late.json"], into: store)
    let facts = try facts(store)
    #expect(facts.rates.allSatisfy { $0.day > Self.last - 10 })
    let (hour, later) = (try #require(try hours(day)[0]), try #require(try hours(day)[2]))
    #expect((hour.second, hour.peak, hour.late) == (0, (before[0]?.peak ?? 0) + 3, 9))
    #expect((later.second, later.peak, later.late) == (7200, 9, 0))
    #expect(try Audit.checkStore(store: store).isGood)
    #expect(try hotKeys(store).map(\.requests).reduce(0, +) == facts.counters.requests)
    let uses = facts.usage.filter { $0.day == Self.first + Int32(day) }
    #expect(uses.reduce(0) { $0 + $1.requests } == 20 + 2 + 18)
  }

  /// Those of the key's own account, by hour.
  private func hours(_ day: Int) throws -> [Int: HourOfRate] {
    let facts = try facts(store)
    let own = try #require(
      facts.hourlyRates.first { fact in
        fact.day == Self.first + Int32(day) && fact.kind == .account
          && facts.word(fact.chargedAccount) == "111122223333"
      }
    )
    return Dictionary(uniqueKeysWithValues: own.hours.all.map { ($0.hour, $0) })
  }

  @Test func `of a report is told, and the report of the scan itself has all`() throws {
    let report = try scan(files(Self.days), into: store).report
    #expect(report.facts.run.kept == KeptDays())
    #expect(report.facts.usage.reduce(0) { $0 + $1.requests } == 22 * Self.days.count + 1)
    let later = try Audit.report(store: store, configuration: AuditConfiguration(), jobs: 1)
    #expect(later.facts.run.kept == KeptDays(rates: Self.last - 9, use: Self.last - 29))
    let page = String(decoding: later.files["report.md"] ?? [], as: UTF8.self)
    let border = Timestamp(Int64(Self.last - 29) * 86400)
    #expect(page.contains("Use before \(border) is no longer kept."))
    let days = Self.last - 9...Self.last
    let lately = try Audit.report(
      store: store,
      days: days,
      configuration: AuditConfiguration(),
      jobs: 1
    )
    #expect(lately.facts.run.kept == KeptDays())
  }

  /// The grant's day is gone, and with it all coverage of that time.
  @Test func `does not end what a grant of long ago covers`() throws {
    try scan(files(Self.days), into: store)
    let answer = try Audit.access(
      AccessQuery(),
      store: store,
      configuration: AuditConfiguration(),
      jobs: 2
    )
    #expect(answer.rows.map(\.decision) == ["grant"])
    #expect(answer.kept.use == Self.last - 29)
  }

  /// Sums of days hold nothing of days that were removed.
  @Test func `is no part of sums of use and of keys, which say so`() throws {
    try scan(files(Self.days), into: store)
    func usage(by dimensions: UseDimension...) throws -> UsageAnswer {
      try Audit.usage(
        UsageQuery(by: dimensions),
        store: store,
        configuration: AuditConfiguration(),
        jobs: 2
      )
    }
    let (sums, days) = (try usage(by: .account), try usage(by: .account, .day))
    let all = sums.rows.reduce(0) { $0 + $1.requests }
    #expect(all == days.rows.reduce(0) { $0 + $1.requests } && all > 0)
    let first = days.rows.compactMap { Timestamp("\($0.values[1])T00:00:00Z")?.day }.min()
    #expect(first == Self.last - 29)
    let border = Timestamp(Int64(Self.last - 29) * 86400)
    let words = "Use before \(border) is no longer kept."
    #expect(sums.remarks.contains(words))
    let keys = try Audit.keys(
      KeyQuery(),
      store: store,
      configuration: AuditConfiguration(),
      jobs: 1
    )
    #expect(keys.remarks.contains(words))
    #expect(try Audit.checkStore(store: store).rows.allSatisfy { $0.state == .ok })
  }

  @Test func `by the hour answers for hot keys, and says so`() throws {
    try scan(files(Self.days), into: store)
    let whole = folder.file("whole.sqlite")
    try scan(files(Self.days), into: whole, keeping: (nil, 30))
    func hotKeys(_ store: String) throws -> HotKeysAnswer {
      try Audit.rates(store: store, configuration: AuditConfiguration()).hotKeys(HotKeyQuery())
    }
    let (folded, exact) = (try hotKeys(store), try hotKeys(whole))
    #expect(folded.rows == exact.rows)
    #expect(folded.kept.rates == Self.last - 9)
    #expect(exact.kept.rates == nil)
    let text = String(decoding: folded.bytes(.table), as: UTF8.self)
    #expect(text.contains("rates are kept by the hour"))
  }

  /// Also where a key was used on folded days alone.
  @Test func `by the second tells of accounts, whichever key is asked about`() throws {
    try scan(files(Self.days), into: store)
    let other = Self.key.replacing("key-1", with: "key-2")
    let late = record("Encrypt", of: "111122223333", 35, 9).replacing(Self.key, with: other)
    try write([late], to: "late.json")
    try scan(["late.json"], into: store)
    let rates = try Audit.rates(store: store, configuration: AuditConfiguration())
    let all = try rates.hotAccounts(HotKeyQuery()).rows
    let days = try facts(store).days.filter { $0.day >= Self.last - 9 }
    #expect(all.map(\.requests).reduce(0, +) == days.map(\.requests).reduce(0, +))
    var query = HotKeyQuery()
    query.key = other
    let rows = try rates.hotAccounts(query).rows
    #expect(rows == all.filter { $0.chargedAccount == "111122223333" } && rows.count == 1)
  }
}

extension AuditReport {
  fileprivate var files: [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: ReportFile.all(self).map { ($0.name, $0.bytes) })
  }
}
