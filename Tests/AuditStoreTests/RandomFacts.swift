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
  var coverage = 30
  var files = 10
  var diagnostics = 10
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
    facts.rates = random.rates(sizes, symbols: count)
    let accessTexts = Set((1..<sizes.access).map { random.text("context \($0)") })
    facts.accessTexts = [""] + accessTexts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    facts.access = random.access(sizes, texts: facts.accessTexts.count)
    facts.calls = random.calls(sizes, texts: facts.accessTexts.count)
    facts.coverage = random.coverage(sizes, symbols: count)
    facts.files = (0..<sizes.files).map { random.file("file \($0)") }
    facts.diagnostics = (0..<sizes.diagnostics).map { random.diagnostic("file \($0)") }.sorted()
    for (_, path) in RunCounters.names { facts.counters[keyPath: path] = random.number() }
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
    .sorted {
      ($0.chargedAccount, $0.region, $0.quotaFamily, $0.key, $0.day)
        < ($1.chargedAccount, $1.region, $1.quotaFamily, $1.key, $1.day)
    }
  }

  mutating func calls(_ sizes: FactSizes, texts: Int) -> [CallFact] {
    (0..<sizes.usage).map { usage in
      let traits = (0..<CallTrait.count).map { _ in
        Int32.random(in: CallFact.differs..<Int32(texts), using: &self)
      }
      return CallFact(usage: Int32(usage), traits: traits)
    }
  }

  mutating func access(_ sizes: FactSizes, texts: Int) -> [AccessFact] {
    (0..<sizes.access).map { index in
      var fact = AccessFact(
        usage: Int32(index * sizes.usage / max(sizes.access, 1)),
        context: symbol(texts),
        contextIsCommon: Bool.random(using: &self),
        outcome: Outcome.allCases.randomElement(using: &self) ?? .ok,
        day: Int32(index - 3),
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
    .sorted {
      ($0.usage, $0.context, $0.contextIsCommon ? 1 : 0, $0.outcome.rawValue, $0.day)
        < ($1.usage, $1.context, $1.contextIsCommon ? 1 : 0, $1.outcome.rawValue, $1.day)
    }
  }

  mutating func coverage(_ sizes: FactSizes, symbols: Int) -> [CoverageFact] {
    (0..<sizes.coverage).map { index in
      CoverageFact(
        account: Symbol(index * symbols / sizes.coverage),
        region: 0,
        hour: Int64(index - 5),
        records: number(),
        kmsRecords: number(),
        firstRecord: moment(),
        lastRecord: moment()
      )
    }
  }

  mutating func file(_ name: String) -> FileFact {
    FileFact(
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
  }

  mutating func diagnostic(_ name: String) -> Diagnostic {
    Diagnostic(
      file: text(name),
      record: Bool.random(using: &self) ? nil : number(),
      byte: Bool.random(using: &self) ? nil : number(),
      code: "truncated",
      reason: text("reason")
    )
  }
}
