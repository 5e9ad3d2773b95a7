import AuditStore
import CloudTrail
import KMSModel
import KMSUsage

/// SplitMix64: equal seeds give equal facts.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// How many rows of each kind random facts have.
struct FactSizes {
  var symbols = 40
  var usage = 60
  var rates = 30
  var access = 20
  var days = 8
  var files = 10
  /// Seconds with a count in a rate's day.
  var seconds = 50
}

extension UsageFacts {
  /// Facts that mean nothing but use every field, extreme values and hostile texts included.
  static func random(seed: UInt64, _ sizes: FactSizes = FactSizes()) -> UsageFacts {
    var random = SeededGenerator(seed: seed)
    var facts = UsageFacts()
    let texts = Set((1..<sizes.symbols).map { random.text("symbol \($0)") })
    facts.symbols = [""] + texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let count = facts.symbols.count
    facts.usage = (0..<sizes.usage).map { _ in random.usage(count) }
      .sorted { $0.comesBefore($1) }
    facts.rates = random.rates(sizes, symbols: count)
    let accessTexts = Set((1..<sizes.access).map { random.text("context \($0)") })
    facts.accessTexts = [""] + accessTexts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    facts.access = random.access(sizes, of: facts.usage, texts: facts.accessTexts.count)
    facts.calls = random.calls(sizes, texts: facts.accessTexts.count)
    facts.days = (0..<sizes.days).map { random.day(Int32($0) * 3) }
    facts.files = (0..<sizes.files).map { random.file("file \($0)", hour: Int64($0)) }
      .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    facts.coverage = facts.files.flatMap(\.coverage).sorted { left, right in
      left.region.utf8.elementsEqual(right.region.utf8)
        ? left.hour < right.hour
        : left.region.utf8.lexicographicallyPrecedes(right.region.utf8)
    }
    facts.diagnostics = facts.files.map { random.diagnostic($0.path) }.sorted()
    facts.counters = RunCounters(files: facts.files, days: facts.days, skipped: 0)
    return facts
  }
}

extension SeededGenerator {
  mutating func number() -> Int { Int.random(in: 0...(1 << 40), using: &self) }
  mutating func symbol(_ count: Int) -> Symbol { Symbol(Int.random(in: 0..<count, using: &self)) }
  mutating func moment() -> Timestamp {
    Timestamp(Int64.random(in: -86400...4_000_000_000, using: &self))
  }

  mutating func text(_ name: String) -> String {
    let oddities = ["", "'", "\u{0}", "é", "e\u{301}", "\u{1F511}", "\n", "=1+1", "\u{FFFD}"]
    return (oddities.randomElement(using: &self) ?? "") + name
  }

  mutating func usage(_ symbols: Int) -> UsageFact {
    let use = Use(
      key: symbol(symbols),
      keyAccount: symbol(symbols),
      region: symbol(symbols),
      consumerAccount: symbol(symbols),
      attribution: Attribution.allCases.randomElement(using: &self) ?? .unknown,
      principal: symbol(symbols),
      service: symbol(symbols),
      operation: symbol(symbols)
    )
    var fact = UsageFact(
      use: use,
      day: Int32.random(in: 0...30_000, using: &self),
      firstSeen: moment(),
      lastSeen: moment(),
      exampleEventID: text("event")
    )
    (fact.ok, fact.denied, fact.throttled, fact.failed) = (number(), number(), number(), number())
    return fact
  }

  mutating func seconds(_ count: Int) -> SecondCounts {
    var counts = SecondCounts()
    var second = Int32.random(in: 0...9, using: &self)
    for _ in 0..<count where second < 86400 {
      counts.append(second: second, count: Int.random(in: 1...1200, using: &self))
      second += Int32.random(in: 1...3, using: &self)
    }
    return counts
  }

  /// Sorted by their key, each key once.
  mutating func rates(_ sizes: FactSizes, symbols: Int) -> [RateFact] {
    (0..<sizes.rates).map { index in
      RateFact(
        chargedAccount: Symbol(index * symbols / sizes.rates),
        region: symbol(symbols),
        quotaFamily: symbol(symbols),
        key: symbol(symbols),
        kind: [.request, .secondKey, .throttled].randomElement(using: &self) ?? .request,
        day: Int32(20000 + index),
        seconds: seconds(sizes.seconds)
      )
    }
    .sorted { $0.comesBefore($1) }
  }

  mutating func calls(_ sizes: FactSizes, texts: Int) -> [CallFact] {
    (0..<sizes.usage).map { usage in
      let traits = (0..<CallTrait.count).map { _ in
        Int32.random(in: CallFact.differs..<Int32(texts), using: &self)
      }
      return CallFact(usage: Int32(usage), traits: traits)
    }
  }

  mutating func access(_ sizes: FactSizes, of usage: [UsageFact], texts: Int) -> [AccessFact] {
    if usage.isEmpty { return [] }
    return (0..<sizes.access).map { index in
      let place = index * usage.count / max(sizes.access, 1)
      var fact = AccessFact(
        usage: Int32(place),
        context: symbol(texts),
        contextIsCommon: Bool.random(using: &self),
        outcome: Outcome.allCases.randomElement(using: &self) ?? .ok,
        day: usage[place].day,
        seconds: seconds(sizes.seconds / 5)
      )
      if Bool.random(using: &self) {
        fact.example = ExampleEvent(
          id: text("id"),
          second: Int32.random(in: 0..<86400, using: &self)
        )
      }
      return fact
    }
    .sorted(by: AccessFact.precedes)
  }

  mutating func day(_ day: Int32) -> DayCount {
    var count = DayCount(day: day)
    (count.requests, count.duplicates, count.secondCopies) = (number(), number(), number())
    (count.replaced, count.shadow) = (number(), number())
    (count.dryRuns, count.serviceEvents) = (number(), number())
    return count
  }

  mutating func coverage(hour: Int64) -> CoverageFact {
    CoverageFact(
      account: "444455556666",
      region: text("region"),
      hour: hour,
      records: number(),
      kmsRecords: number(),
      firstRecord: moment(),
      lastRecord: moment()
    )
  }

  mutating func file(_ name: String, hour: Int64) -> FileFact {
    var file = FileFact(
      path: text(name),
      status: [.read, .incomplete, .unreadable].randomElement(using: &self) ?? .skipped,
      compressedBytes: number(),
      uncompressedBytes: number(),
      account: text("account"),
      region: text("region"),
      day: Bool.random(using: &self) ? nil : Int32(19999),
      records: number(),
      kmsRecords: number()
    )
    (file.other, file.malformed, file.outOfScope) = (number(), number(), number())
    file.diagnosticsDropped = number()
    file.content = FileContent(
      bytes: number(),
      tail: next(),
      modified: Int64(number())
    )
    file.coverage = [coverage(hour: hour)]
    return file
  }

  mutating func diagnostic(_ name: String) -> Diagnostic {
    Diagnostic(
      file: name,
      record: Bool.random(using: &self) ? nil : number(),
      byte: Bool.random(using: &self) ? nil : number(),
      code: "truncated",
      reason: text("reason")
    )
  }
}

extension UsageFacts {
  var paths: [String] { files.map(\.path) }
}

extension AuditStore {
  /// A scan with these facts.
  func commit(_ facts: UsageFacts, summary: [String: String] = [:]) throws {
    try beginScan(reading: facts.paths).commit(facts, summary: summary)
  }
}

extension FileFact {
  /// As it is loaded: the store tells the coverage of all files together.
  var withoutCoverage: FileFact {
    var file = self
    file.coverage = []
    return file
  }
}

extension UsageFacts {
  /// What is told of uses and rates, without the numbers of texts.
  var words: [[String]] {
    func word(_ symbol: Symbol) -> String { symbols[Int(symbol)] }
    return usage.map { fact in
      let use = fact.use
      return [
        word(use.key), word(use.principal), word(use.operation), "\(fact.day)", "\(fact.requests)",
        "\(fact.firstSeen)", fact.exampleEventID,
      ]
    } + rates.map { [word($0.chargedAccount), word($0.key), "\($0.day)", "\($0.seconds.packed)"] }
      + access.map { ["\($0.usage)", accessTexts[Int($0.context)], "\($0.seconds.packed)"] }
      + calls.map { ["\($0.usage)"] + $0.traits.map { $0 < 0 ? "-" : accessTexts[Int($0)] } }
  }
}

extension ScanTransaction {
  func commit(
    _ facts: UsageFacts,
    summary: [String: String],
    openFrom: Int32 = .min
  ) throws(StoreError) {
    try add(facts.files, facts.diagnostics)
    try write(facts, summary: summary, openFrom: openFrom)
    try commit()
  }
}
