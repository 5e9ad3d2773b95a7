/// What the store keeps of cross-account use, for the decisions on it.
struct AccessFacts: Sendable {
  let access: [AccessFact]
  let calls: [CallFact]
  let texts: [String]

  /// - Parameters:
  ///   - moments: `(access << 2 | outcome) << 32 | seconds`, dealt by access.
  ///   - folded: all that was folded.
  ///   - index: whose accesses the moments name.
  ///   - merged: the patterns.
  ///   - jobs: threads.
  init(
    _ moments: Moments,
    _ folded: FoldedRequests,
    _ index: UseIndex,
    _ merged: MergedPatterns,
    jobs: Int
  ) {
    let series = DaySeries.all(moments, jobs: jobs)
    let place = Self.places(folded)
    let traits = Self.traits(folded, index, merged, place)
    let used = Set(series.map { index.accesses[$0.series >> 2].context.text })
    let contexts = used.map { ($0, String(decoding: merged.details.texts[Int($0)], as: UTF8.self)) }
    // Each once before they are sorted: most traits are the same for all uses.
    var distinct = SymbolTable()
    let numbers = Dictionary(uniqueKeysWithValues: contexts.map { ($0, distinct.symbol($1)) })
    let numbered = traits.map { one in one.texts.map { $0.map { distinct.symbol($0) } } }
    let sorted = SortedTexts(distinct.texts)
    let places = sorted.symbols(of: distinct.texts, inOrder: SortedTexts.order(of: distinct.texts))
    texts = sorted.texts
    calls = zip(traits, numbered).map { one, numbers in
      CallFact(
        usage: one.usage,
        traits: numbers.map { $0.map { places[Int($0)] } ?? CallFact.differs }
      )
    }
    let examples = Self.examples(series, folded, index, merged)
    access = zip(series, examples).map { item, example in
      let access = index.accesses[item.series >> 2]
      var fact = AccessFact(
        usage: place[Int(access.use)],
        context: places[Int(numbers[access.context.text] ?? 0)],
        contextIsCommon: access.context.isCommon,
        outcome: Outcome(rawValue: UInt8(item.series & 3)) ?? .failed,
        day: item.day,
        seconds: item.seconds
      )
      fact.example = item.example(example)
      return fact
    }
    .sorted(by: AccessFact.precedes)
  }

  /// `usage` leaves out what no request counts for: its places are not those of the index.
  private static func places(_ folded: FoldedRequests) -> [Int32] {
    var place = [Int32](repeating: -1, count: folded.uses.count)
    var next: Int32 = 0
    for (use, count) in folded.uses.enumerated() where count.isSeen {
      place[use] = next
      next += 1
    }
    return place
  }

  /// One of the requests of each series.
  private static func examples(
    _ series: [DaySeries],
    _ folded: FoldedRequests,
    _ index: UseIndex,
    _ merged: MergedPatterns
  ) -> [Example] {
    var places = [Int32](repeating: -1, count: index.accesses.count << 2)
    for (place, item) in series.enumerated() { places[item.series] = Int32(place) }
    var examples = [Example](repeating: Example(), count: series.count)
    for (number, effect) in index.effects.enumerated() where folded.isSeen[number] {
      for access in [effect.firstAccess, effect.secondAccess] where access >= 0 {
        let place = places[Int(access) << 2 | Int(effect.outcome.rawValue)]
        if place >= 0 { examples[Int(place)].keepSmaller(merged.examples[number]) }
      }
    }
    return examples
  }

  /// What the requests of each use have in common, by use.
  private static func traits(
    _ folded: FoldedRequests,
    _ index: UseIndex,
    _ merged: MergedPatterns,
    _ place: [Int32]
  ) -> [(usage: Int32, texts: [String?])] {
    var traits: [Int32: CommonTraits] = [:]
    for pattern in merged.facts.patterns.indices where folded.isSeen[pattern] {
      guard let own = merged.details.traits(of: pattern) else { continue }
      let effect = index.effects[pattern]
      if effect.firstAccess >= 0 { traits[place[Int(effect.first)], default: own].meet(own) }
      if effect.secondAccess >= 0 { traits[place[Int(effect.second)], default: own].meet(own) }
    }
    return traits.sorted { $0.key < $1.key }.map { ($0, $1.texts) }
  }
}

extension DaySeries {
  /// The example, if it is one of these requests: records that tell of one request may differ.
  fileprivate func example(_ example: Example) -> ExampleEvent? {
    guard !example.id.isEmpty, seconds.contains(example.second) else { return nil }
    return ExampleEvent(id: example.id.text, second: example.second)
  }
}

extension AccessFact {
  /// By `precedes`, comparing keys alone: to move a fact takes longer than to compare it.
  package static func sorted(_ facts: [AccessFact]) -> [AccessFact] {
    let keys = facts.map { fact in
      let (usage, context) = (UInt64(UInt32(fact.usage)), UInt64(UInt32(fact.context)))
      let kind = UInt64(fact.contextIsCommon ? 1 : 0) << 8 | UInt64(fact.outcome.rawValue)
      // Days before 1970 come first.
      return (usage << 32 | context, kind << 32 | UInt64(UInt32(bitPattern: fact.day) ^ 1 << 31))
    }
    return keys.indices.sorted { keys[$0] < keys[$1] }.map { facts[$0] }
  }

  package static func precedes(_ left: AccessFact, _ right: AccessFact) -> Bool {
    func key(_ fact: AccessFact) -> (Int32, Int32, Int, UInt8, Int32) {
      (fact.usage, fact.context, fact.contextIsCommon ? 1 : 0, fact.outcome.rawValue, fact.day)
    }
    return key(left) < key(right)
  }
}
