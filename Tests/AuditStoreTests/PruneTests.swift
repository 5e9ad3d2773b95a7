import AuditStore
import CloudTrail
import Foundation
import GRDB
import KMSAccess
import KMSModel
import KMSUsage
import Testing

@Suite struct `what has passed its age` {
  private static let last: Int32 = 20_030
  private let file: StoreFile
  private let facts: UsageFacts

  /// Uses, rates, counts and a file for each of some days, the last of them settled but for a week.
  init() throws {
    file = try StoreFile()
    facts = .ofDays(Self.last - 30...Self.last)
    let store = try AuditStore.open(path: file.path)
    let scan = try store.beginScan(reading: facts.paths)
    try scan.add([.event("old", record: "{}")])
    try scan.commit(facts, summary: ["open_from": "\(Self.last - 7)"])
  }

  private func prune(rates: Int32?, use: Int32?, isDryRun: Bool = false) throws -> Pruned {
    var retention = Retention()
    (retention.rates, retention.use) = (rates, use)
    return try AuditStore.openExisting(path: file.path)
      .prune(retention, lastDay: Self.last + 1, isDryRun: isDryRun)
  }

  private func loaded() throws -> UsageFacts {
    try AuditStore.openReadOnly(path: file.path).load().facts
  }

  @Test func `is folded and removed, the rest stays as it was`() throws {
    let pruned = try prune(rates: 10, use: 20)
    #expect(pruned.kept == KeptDays(rates: Self.last - 10, use: Self.last - 20))
    #expect((pruned.foldedDays, pruned.removedDays, pruned.removedFiles) == (10, 10, 10))
    let loaded = try loaded()
    let expected = facts.keeping { $0 >= Self.last - 20 }
    #expect(loaded.usage.map(\.day) == expected.usage.map(\.day))
    #expect(loaded.days == expected.days)
    #expect(loaded.rates.map(\.day).min() == Self.last - 10)
    #expect(loaded.words == expected.keepingRates { $0 >= Self.last - 10 }.words)
    #expect(loaded.files.map(\.day) == expected.days.map { $0.day })
    #expect(Set(loaded.hourlyRates.map(\.day)) == Set(Self.last - 20..<Self.last - 10))
    #expect(loaded.kept == pruned.kept)
    let store = try AuditStore.openReadOnly(path: file.path)
    #expect(try store.evidence(eventID: "old").count == 1)
    #expect(try store.danglingRows().isEmpty)
    #expect(try store.damage(quick: false).isEmpty)
  }

  @Test func `is what the hours of its seconds are`() throws {
    _ = try prune(rates: 10, use: nil)
    let rates = facts.rates.filter { $0.day == Self.last - 20 }
    let found = try loaded().hourlyRates.filter { $0.day == Self.last - 20 }
    let expected = HourlyRateFact.folding(rates, into: [])
    #expect(found.map(\.hours) == expected.map(\.hours))
    #expect(!found.isEmpty)
  }

  @Test func `is pruned once`() throws {
    _ = try prune(rates: 10, use: 20)
    let once = try file.tables()
    let again = try prune(rates: 10, use: 20)
    #expect(again.foldedDays + again.removedDays + again.removedFiles == 0)
    #expect(try file.tables() == once)
    // What was folded does not become seconds again.
    #expect(try prune(rates: 15, use: 25).kept == again.kept)
  }

  @Test func `in steps is pruned as at once`() throws {
    for age in [28, 20, 15] as [Int32] { _ = try prune(rates: age - 5, use: age) }
    let steps = try file.tables()
    let other = try StoreFile()
    let store = try AuditStore.open(path: other.path)
    let scan = try store.beginScan(reading: facts.paths)
    try scan.add([.event("old", record: "{}")])
    try scan.commit(facts, summary: ["open_from": "\(Self.last - 7)"])
    var retention = Retention()
    (retention.rates, retention.use) = (10, 15)
    _ = try store.prune(retention, lastDay: Self.last)
    #expect(try other.tables() == steps)
  }

  @Test func `is told beforehand, and nothing done`() throws {
    let before = try file.tables()
    let pruned = try prune(rates: 10, use: 20, isDryRun: true)
    #expect(try file.tables() == before)
    #expect(try prune(rates: 10, use: 20) == pruned)
  }

  @Test func `never reaches the days that a scan may still change`() throws {
    let kept = try prune(rates: 0, use: 0).kept
    #expect(kept == KeptDays(use: Self.last - 9))
  }

  @Test func `is nothing where all is kept, and in a store without a scan`() throws {
    #expect(try prune(rates: nil, use: nil) == Pruned())
    #expect(try prune(rates: 35, use: 400) == Pruned())
    let empty = try AuditStore.inMemory()
    #expect(try empty.prune(Retention(), lastDay: .max) == Pruned())
  }

  @Test func `does not grow by records of a wrong time`() throws {
    try file.change("INSERT INTO day VALUES (30000, 1, 0, 0, 0, 0, 0, 0)")
    #expect(try prune(rates: 10, use: 20).kept.use == Self.last - 20)
  }

  @Test func `leaves the identity of its files, and the hours that they covered`() throws {
    let before = try AuditStore.openReadOnly(path: file.path).watchedHours()
    _ = try prune(rates: 10, use: 20)
    let store = try AuditStore.openReadOnly(path: file.path)
    let identities = facts.files.map { FileIdentity(path: $0.path, content: $0.content) }
    let old = zip(facts.files, identities).filter { ($0.0.day ?? 0) < Self.last - 20 }.map(\.1)
    #expect(try store.forgotten(Set(identities)) == Set(old))
    #expect(try store.watchedHours() == before)
    #expect(before.count == 1)
  }

  @Test func `of a file with later days only the old part`() throws {
    try file.change(
      """
      UPDATE file SET first_day = day - 1, kms_records = kms_records + 2, records = records + 5,
        other = other + 3 WHERE day = \(Self.last - 20);
      INSERT INTO coverage SELECT id, 'A', 'r', (day - 1) * 24 + 23, 5, 2, 0, 0 FROM file
        WHERE day = \(Self.last - 20)
      """
    )
    _ = try prune(rates: nil, use: 20)
    let loaded = try loaded()
    let own = try #require(facts.files.first { $0.day == Self.last - 20 })
    let cut = try #require(loaded.files.first { $0.path == own.path })
    #expect((cut.kmsRecords, cut.other) == (own.kmsRecords, own.other))
    #expect((cut.records, cut.outOfScope) == (own.records + 5, 5))
    #expect(loaded.coverage.map(\.hour).min() == Int64(Self.last - 20) * 24 + 3)
    let store = try AuditStore.openReadOnly(path: file.path)
    #expect(try store.watchedHours().contains { $0.region == "r" })
    #expect(try prune(rates: nil, use: 20).removedFiles == 0)
  }
}

extension UsageFacts {
  /// For each day a use of two series and a file, whose numbers agree.
  static func ofDays(_ days: ClosedRange<Int32>) -> UsageFacts {
    var random = SeededGenerator(seed: 71)
    var facts = UsageFacts()
    facts.symbols = ["", "111122223333", "eu", "f", "k1", "k2"]
    for day in days {
      for key in [4, 5] as [Symbol] {
        let use = Use(
          key: key,
          keyAccount: 1,
          region: 2,
          consumerAccount: 1,
          attribution: .identity,
          principal: 1,
          service: 0,
          operation: 3
        )
        let time = Timestamp(Int64(day) * 86400 + 5)
        var fact = UsageFact(
          use: use,
          day: day,
          firstSeen: time,
          lastSeen: time,
          exampleEventID: ""
        )
        fact.ok = 7
        facts.usage.append(fact)
        facts.rates.append(
          RateFact(
            chargedAccount: 1,
            region: 2,
            quotaFamily: 3,
            key: key,
            kind: .request,
            day: day,
            seconds: random.seconds(200)
          )
        )
      }
      var count = DayCount(day: day)
      count.requests = 14
      facts.days.append(count)
      facts.files.append(.ofDay(day))
    }
    facts.usage.sort { $0.comesBefore($1) }
    facts.rates.sort { $0.comesBefore($1) }
    return facts
  }

  func keepingRates(_ isWanted: (Int32) -> Bool) -> UsageFacts {
    var facts = self
    facts.rates.removeAll { !isWanted($0.day) }
    return facts
  }
}

extension FileFact {
  fileprivate static func ofDay(_ day: Int32) -> FileFact {
    var file = FileFact(path: "\(day)", status: .read, compressedBytes: 9, day: day, records: 14)
    file.kmsRecords = 14
    file.content = FileContent(bytes: 9, tail: UInt64(day), modified: 0)
    file.coverage = [
      CoverageFact(
        account: "111122223333",
        region: "eu",
        hour: Int64(day) * 24 + 3,
        records: 14,
        kmsRecords: 14,
        firstRecord: Timestamp(Int64(day) * 86400 + 10_800),
        lastRecord: Timestamp(Int64(day) * 86400 + 10_801)
      )
    ]
    return file
  }
}
