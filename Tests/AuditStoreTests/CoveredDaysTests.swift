import AuditStore
import KMSUsage
import Testing

@Suite struct `days with records` {
  private static let accounts = ["", "111122223333", "\u{0}e\u{301}", "é"]

  private static func facts(seed: UInt64) -> UsageFacts {
    var random = SeededGenerator(seed: seed)
    var facts = UsageFacts()
    for number in 10..<60 {
      var file = random.file("file \(number)", hour: 0)
      file.coverage = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        var hour = random.coverage(hour: Int64.random(in: 480...720, using: &random))
        hour.account = accounts.randomElement(using: &random) ?? ""
        hour.region = ["", "r"].randomElement(using: &random) ?? ""
        (hour.records, hour.kmsRecords) = (number, 1)
        return hour
      }
      file.coverage = Dictionary(grouping: file.coverage) { "\($0.hour) \($0.account.utf8.count)" }
        .values.compactMap(\.first)
      facts.files.append(file)
    }
    return facts
  }

  private static func expected(_ facts: UsageFacts, _ days: Range<Int32>, of accounts: Set<String>?)
    -> Set<CoveredDay>
  {
    var covered: [[UInt8]: CoveredDay] = [:]
    for hour in facts.files.flatMap(\.coverage) where days.contains(Int32(hour.hour / 24)) {
      guard accounts?.contains(hour.account) ?? true else { continue }
      let day = Int32(hour.hour / 24)
      let key = Array("\(day) \(hour.account) \(hour.region)".utf8)
      let none = CoveredDay(account: hour.account, region: hour.region, day: day, records: 0)
      covered[key, default: none].records += hour.records
      covered[key, default: none].kmsRecords += hour.kmsRecords
    }
    return Set(covered.values)
  }

  @Test func `are those of all accounts where very many are asked for`() throws {
    let facts = Self.facts(seed: 11)
    let store = try AuditStore.inMemory()
    try store.commit(facts)
    let many = Set((0..<40_000).map { "\($0)" })
    #expect(try Set(store.coveredDays(21..<28, of: many)) == Self.expected(facts, 21..<28, of: nil))
  }

  @Test(arguments: ["1 << 62", "-1"])
  func `with an impossible number of records are damage, not a trap`(_ number: String) throws {
    let file = try StoreFile()
    try AuditStore.open(path: file.path).commit(Self.facts(seed: 12))
    try file.change("UPDATE coverage SET records = \(number)")
    let store = try AuditStore.openReadOnly(path: file.path)
    #expect { _ = try store.coveredDays(20..<30) } throws: {
      ($0 as? StoreError)?.code == .damaged
    }
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `are those of all files, whatever the threads and accounts`(seed: UInt64) throws {
    let facts = Self.facts(seed: seed)
    let file = try StoreFile()
    try AuditStore.open(path: file.path).commit(facts)
    let store = try AuditStore.openReadOnly(path: file.path)
    for accounts in [nil, ["111122223333"], ["", "111122223333"], []] as [Set<String>?] {
      let expected = Self.expected(facts, 21..<28, of: accounts)
      for jobs in 1...3 {
        let found = try store.coveredDays(21..<28, of: accounts, jobs: jobs)
        #expect(Set(found) == expected, "seed \(seed), \(jobs) threads")
        #expect(found.count == expected.count, "seed \(seed), \(jobs) threads")
      }
    }
  }
}
