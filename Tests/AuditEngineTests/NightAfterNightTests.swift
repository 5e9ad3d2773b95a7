import AuditEngine
import AuditFindings
import AuditReports
import AuditStore
import CloudTrail
import Foundation
import KMSModel
import KMSUsage
import Synchronization
import TestSupport
import Testing
import TrailGenerator

/// The store after some nights is the store after one scan of everything.
@Suite struct `Night after night` {
  /// A trail with everything that a night can bring: duplicates, copies, addenda, damaged files.
  private let trail: TemporaryFolder
  private let files: [String]

  init() throws {
    let trail = try TemporaryFolder()
    self.trail = trail
    var options = TrailOptions()
    (options.seed, options.bytes, options.days) = (11, 600 << 10, 3)
    try TrailGenerator(options).write(to: trail.path)
    files = try FileManager.default.subpathsOfDirectory(atPath: trail.path)
      .filter { $0.hasPrefix("trail/") && $0.hasSuffix(".gz") }.sorted()
      .map(trail.file)
  }

  private func scan(_ paths: [String], into store: String, jobs: Int = 2) throws {
    let request = ScanRequest(
      input: InputSelection(paths: paths),
      jobs: jobs,
      store: .file(store)
    )
    _ = try Audit.scan(request, progress: ScanProgress())
  }

  private func facts(_ store: String) throws -> UsageFacts {
    try AuditStore.openReadOnly(path: store).load().facts
  }

  private func evidence(_ store: String) throws -> [EvidenceFact] {
    try AuditStore.openReadOnly(path: store).evidence(
      names: Set(Operation.all.map(\.name))
    )
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `random nights in a random order that overlap`(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let nights = Int.random(in: 2...5, using: &random)
    let store = trail.file("nights-\(seed).sqlite")
    var split = [Set<String>](repeating: [], count: nights)
    for file in files.shuffled(using: &random) {
      split[Int.random(in: 0..<nights, using: &random)].insert(file)
      // Yesterday's files lie there again.
      if Bool.random(using: &random) {
        split[Int.random(in: 0..<nights, using: &random)].insert(file)
      }
    }
    for night in split where !night.isEmpty {
      try scan(night.shuffled(using: &random), into: store)
    }
    try scan(files, into: trail.file("once.sqlite"))
    let (many, once) = (try facts(store), try facts(trail.file("once.sqlite")))
    #expect(many.words == once.words, "seed \(seed)")
    #expect(many.days == once.days)
    #expect(many.files == once.files)
    #expect(many.coverage == once.coverage)
    #expect(many.diagnostics == once.diagnostics)
    #expect(many.counters.addUp)
    #expect(try evidence(store) == evidence(trail.file("once.sqlite")))
    try expectUseByKey(store, many)
    let rows = try hotKeys(store)
    #expect(try rows == hotKeys(trail.file("once.sqlite")) && !rows.isEmpty, "seed \(seed)")
    #expect(try AuditStore.openReadOnly(path: store).contradictedSpans() == 0)
  }

  private func hotKeys(_ store: String) throws -> [HotKey] {
    try Audit.rates(store: store, configuration: AuditConfiguration()).hotKeys(HotKeyQuery()).rows
  }

  /// What a question about one key looks up is all that there is of it.
  private func expectUseByKey(_ path: String, _ facts: UsageFacts) throws {
    let store = try AuditStore.openReadOnly(path: path)
    for (key, uses) in Dictionary(grouping: facts.usage, by: \.use.key) {
      #expect(try store.use(ofKeys: [facts.word(key)]).usage == uses)
    }
  }
}

/// What happens to single files from night to night.
@Suite struct `A file of an earlier night` {
  private let folder: TemporaryFolder
  private var store: String { folder.file("store.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  /// A Decrypt of the caller's own key.
  private func record(_ id: String, day: Int, second: Int = 10, shared: String = "") -> String {
    let copy = shared.isEmpty ? "" : ",\"sharedEventID\":\"\(shared)\""
    return
      "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"Root\",\"arn\":\"arn:aws:iam::444455556666:root\",\"accountId\":\"444455556666\"},\"eventTime\":\"2026-11-\(day)T00:00:\(second)Z\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"Decrypt\",\"awsRegion\":\"eu-west-1\",\"eventID\":\"\(id)\",\"resources\":[{\"ARN\":\"arn:aws:kms:eu-west-1:444455556666:key/key-1\"}]\(copy),\"recipientAccountId\":\"444455556666\"}"
  }

  private func write(_ records: [String], to name: String) throws {
    let text = "{\"Records\":[\(records.joined(separator: ","))]}"
    try writeFile(Array(text.utf8), to: folder.file(name))
  }

  private func request(_ names: [String], retention: Int32 = 7) -> ScanRequest {
    var request = ScanRequest(
      input: InputSelection(paths: names.map(folder.file)),
      jobs: 1,
      store: .file(store)
    )
    request.retentionDays = retention
    return request
  }

  /// Scans files of the folder.
  ///
  /// - Returns: how many of them were known.
  @discardableResult
  private func scan(_ names: String..., retention: Int32 = 7) throws -> Int {
    let progress = ScanProgress()
    _ = try Audit.scan(request(names, retention: retention), progress: progress)
    return progress.filesKnown.load(ordering: .relaxed)
  }

  private func facts() throws -> UsageFacts {
    try AuditStore.openReadOnly(path: store).load().facts
  }

  /// Requests by day of November 2026.
  private func requests() throws -> [Int: Int] {
    let first = try #require(Timestamp("2026-11-01T00:00:00Z")).day
    let facts = try facts()
    #expect(facts.counters.addUp)
    #expect(facts.counters.requests == facts.usage.map(\.requests).reduce(0, +))
    let rows = try Audit.rates(store: store, configuration: AuditConfiguration())
      .hotKeys(HotKeyQuery()).rows
    #expect(facts.counters.requests == rows.map(\.requests).reduce(0, +))
    return Dictionary(
      uniqueKeysWithValues: facts.usage.map { (Int($0.day - first) + 1, $0.requests) }
    )
  }

  @Test func `that is the same is not read again`() throws {
    try write([record("a", day: 22)], to: "one.json")
    #expect(try scan("one.json") == 0)
    #expect(try scan("one.json") == 1)
    #expect(try requests() == [22: 1])
  }

  @Test func `that grew is taken anew`() throws {
    try write([record("a", day: 22)], to: "one.json")
    try scan("one.json")
    try write([record("a", day: 22), record("b", day: 23)], to: "one.json")
    #expect(try scan("one.json") == 0)
    #expect(try requests() == [22: 1, 23: 1])
    #expect(try facts().counters.duplicates == 0)
  }

  @Test func `that was replaced takes back what it said`() throws {
    try write([record("a", day: 22), record("b", day: 23)], to: "one.json")
    try scan("one.json")
    try write([record("c", day: 24)], to: "one.json")
    try scan("one.json")
    #expect(try requests() == [24: 1])
    #expect(try facts().files.map(\.records) == [1])
  }

  @Test func `that was cut and now is whole is taken anew`() throws {
    let whole = Array("{\"Records\":[\(record("a", day: 22)),\(record("b", day: 22))]}".utf8)
    try writeFile(Array(whole.dropLast(50)), to: folder.file("one.json"))
    try scan("one.json")
    #expect(try facts().files.map(\.status) == [.incomplete])
    try writeFile(whole, to: folder.file("one.json"))
    try scan("one.json")
    #expect(try facts().files.map(\.status) == [.read])
    #expect(try requests() == [22: 2])
  }

  @Test func `has copies of a later night's requests`() throws {
    try write([record("a", day: 22), record("b", day: 22, shared: "s")], to: "one.json")
    try write([record("a", day: 22), record("c", day: 22, shared: "s")], to: "two.json")
    try scan("one.json")
    try scan("two.json")
    #expect(try requests() == [22: 2])
    let counters = try facts().counters
    #expect((counters.duplicates, counters.secondCopies) == (1, 1))
  }

  @Test func `is settled when it is older than is asked for, and late ones only add`() throws {
    try write([record("a", day: 10)], to: "old.json")
    try scan("old.json", retention: 3)
    try write([record("b", day: 22)], to: "new.json")
    try scan("new.json", retention: 3)
    try write([record("c", day: 10), record("d", day: 22)], to: "late.json")
    try scan("late.json", retention: 3)
    #expect(try requests() == [10: 2, 22: 2])
    // What it held cannot be taken back.
    try write([record("e", day: 10)], to: "old.json")
    #expect(try scan("old.json", retention: 3) == 0)
    #expect(try requests() == [10: 2, 22: 2])
  }

  @Test func `keeps copies around midnight from being counted twice when its day is settled`()
    throws
  {
    try write([record("a", day: 18, second: 59, shared: "s")], to: "one.json")
    try write([record("b", day: 19, shared: "s")], to: "two.json")
    try scan("one.json", "two.json", retention: 3)
    try write([record("c", day: 22)], to: "new.json")
    try scan("new.json", retention: 3)
    try write([record("d", day: 22)], to: "newer.json")
    try scan("newer.json", retention: 3)
    #expect(try requests() == [18: 1, 22: 2])
    #expect(try facts().counters.secondCopies == 1)
  }

  @Test func `that is settled in part is left alone when it changes, and that is told`() throws {
    try write([record("a", day: 10), record("b", day: 22)], to: "one.json")
    try scan("one.json", retention: 3)
    try write([record("a", day: 10), record("b", day: 22), record("c", day: 22)], to: "one.json")
    let request = request(["one.json"], retention: 3)
    let counters = try Audit.scan(request, progress: ScanProgress()).facts.run.counters
    #expect(try requests() == [10: 1, 22: 1])
    #expect((counters.filesRead, counters.filesSkipped) == (1, 1))
    #expect(counters.addUp)
  }

  @Test func `that was taken whole does not become less by a narrower scan`() throws {
    try write([record("a", day: 22), record("b", day: 23)], to: "one.json")
    try scan("one.json")
    var narrow = request(["one.json"])
    narrow.input.scope.since = Timestamp("2026-11-23T00:00:00Z")
    _ = try Audit.scan(narrow, progress: ScanProgress())
    #expect(try requests() == [22: 1, 23: 1])
  }

  @Test func `of which only some records were taken is read again for all`() throws {
    try write([record("a", day: 22), record("b", day: 23)], to: "one.json")
    var narrow = request(["one.json"])
    narrow.input.scope.since = Timestamp("2026-11-23T00:00:00Z")
    _ = try Audit.scan(narrow, progress: ScanProgress())
    #expect(try requests() == [23: 1])
    try scan("one.json")
    #expect(try requests() == [22: 1, 23: 1])
  }

  @Test func `that can no longer be looked at keeps what it said`() throws {
    let logs = folder.file("logs")
    try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: false)
    try write([record("a", day: 22)], to: "logs/one.json")
    try scan("logs")
    try FileManager.default.removeItem(atPath: logs + "/one.json")
    try FileManager.default.createSymbolicLink(
      atPath: logs + "/one.json",
      withDestinationPath: folder.file("nowhere")
    )
    try scan("logs")
    #expect(try requests() == [22: 1])
    #expect(try facts().files.map(\.status) == [.read])
  }

  @Test func `may come by standard input, as another one each time`() throws {
    let first = try AuditStore.open(path: store)
    for id in ["a", "b"] {
      var file = FileFact(path: "-", status: .read, compressedBytes: 1)
      file.content = FileContent(bytes: 1, tail: 0, modified: id == "a" ? 1 : 2)
      var facts = UsageFacts()
      facts.files = [file]
      let scan = try first.beginScan(reading: ["-"])
      try scan.add(facts.files, [])
      try scan.write(facts, summary: [:])
      try scan.commit()
    }
    #expect(try facts().files.count == 2)
  }
}

/// What the report of a night owes to the nights before.
@Suite struct `A night's report` {
  private let folder: TemporaryFolder
  private static let key = "arn:aws:kms:eu-west-1:111122223333:key/key-1"

  /// On the first night a grant is made and a key's deletion scheduled, on the last it is used; the
  /// key's account has records in between.
  init() throws {
    folder = try TemporaryFolder()
    let grant =
      "\"requestParameters\":{\"keyId\":\"\(Self.key)\",\"granteePrincipal\":\"arn:aws:iam::444455556666:root\",\"operations\":[\"Decrypt\"]},\"responseElements\":{\"grantId\":\"grant-1\"},"
    try write(
      (20...23).map { record("Encrypt", of: "111122223333", at: "\($0)T12:00:00Z") } + [
        record("CreateGrant", of: "111122223333", at: "20T00:00:00Z", grant),
        record("ScheduleKeyDeletion", of: "111122223333", at: "20T00:00:01Z"),
        record("Encrypt", of: "444455556666", at: "20T00:00:02Z", trail: "444455556666"),
      ],
      to: "first.json"
    )
    try write([record("Decrypt", of: "444455556666", at: "24T00:00:10Z")], to: "last.json")
  }

  /// Stands in the key's trail unless another is named.
  private func record(
    _ name: String,
    of account: String,
    at time: String,
    _ members: String = "",
    trail: String = "111122223333"
  ) -> String {
    "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"Root\",\"arn\":\"arn:aws:iam::\(account):root\",\"accountId\":\"\(account)\"},\"eventTime\":\"2026-11-\(time)\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"\(name)\",\"awsRegion\":\"eu-west-1\",\(members)\"eventID\":\"\(name)-\(time)\",\"resources\":[{\"ARN\":\"\(Self.key)\"}],\"recipientAccountId\":\"\(trail)\"}"
  }

  private func write(_ records: [String], to name: String) throws {
    let text = "{\"Records\":[\(records.joined(separator: ","))]}"
    try writeFile(Array(text.utf8), to: folder.file(name))
  }

  private func scan(_ name: String) throws -> AuditReport {
    let request = ScanRequest(
      input: InputSelection(paths: [folder.file(name)]),
      jobs: 1,
      store: .file(folder.file("store.sqlite"))
    )
    return try Audit.scan(request, progress: ScanProgress())
  }

  @Test func `is of its own days`() throws {
    #expect(try scan("first.json").facts.coverage.count == 5)
    let report = try scan("last.json")
    #expect(report.facts.coverage.map(\.day) == ["2026-11-24"])
    #expect(report.facts.usage.map(\.operation) == ["Decrypt"])
    #expect(report.facts.keyChanges.isEmpty)
    #expect(!report.findings.contains { $0.rule.id == "key-deletion-scheduled" })
  }

  @Test func `decides by the grants of earlier nights`() throws {
    _ = try scan("first.json")
    let rows = try scan("last.json").facts.crossAccount
    #expect(rows.map(\.decision) == ["grant"])
  }

  @Test func `knows the organization's accounts from earlier nights`() throws {
    _ = try scan("first.json")
    let report = try scan("last.json")
    #expect(report.facts.crossAccount.map(\.consumerInOrganization) == [true])
  }
}

extension UsageFacts {
  /// All that is told of uses and rates, without the numbers of texts.
  ///
  /// Without encryption contexts: which are kept depends on what was known when the log was read.
  var words: [[String]] {
    let uses = usage.map { fact in
      let use = fact.use
      return [use.key, use.keyAccount, use.region, use.consumerAccount].map(word)
        + [use.principal, use.service, use.operation].map(word)
        + [
          use.attribution.text, "\(fact.day)", "\(fact.ok) \(fact.denied)",
          "\(fact.throttled) \(fact.failed)", "\(fact.firstSeen) \(fact.lastSeen)",
          fact.exampleEventID,
        ]
    }
    let series = rates.map { rate in
      [rate.chargedAccount, rate.region, rate.quotaFamily, rate.key].map(word)
        + ["\(rate.kind)", "\(rate.day)", "\(rate.seconds.packed)"]
    }
    let hours = hourlyRates.map { rate in
      [rate.chargedAccount, rate.region, rate.quotaFamily, rate.key].map(word)
        + ["\(rate.kind)", "\(rate.day)", "\(rate.hours.packed)"]
    }
    return uses + series + hours + moments
  }

  private var moments: [[String]] {
    var counts: [[Int64]: Int] = [:]
    for fact in access {
      fact.seconds.forEach { second, count in
        let place = [
          Int64(fact.usage), Int64(fact.outcome.rawValue), Int64(fact.day), Int64(second),
        ]
        counts[place, default: 0] += count
      }
    }
    return counts.map { ["\($0)", "\($1)"] }.sorted { $0[0] < $1[0] }
  }
}
