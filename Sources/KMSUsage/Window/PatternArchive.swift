// What later scans need of the patterns of this one: of a ledger's rows only their patterns are kept
// in the rows themselves.

extension ArchiveWriter {
  /// Patterns by their merged numbers, and their variants.
  init(_ merged: MergedPatterns) {
    self.init()
    let parts = merged.facts.operations.count + merged.facts.callers.count + merged.facts.keys.count
    // Growing would hold it twice; an event id has 36 bytes.
    reserve(merged.facts.patterns.count * 60 + parts * 32 + merged.symbols.texts.count * 80)
    add(merged.symbols.texts) { $0.add($1.utf8) }
    add(merged.facts.operations) { $0.add($1.orderKey) }
    add(merged.facts.callers) { $0.add($1.orderKey) }
    add(merged.facts.keys) { $0.add($1.orderKey) }
    add(merged.facts.patterns) { $0.add([$1.operation, $1.caller, $1.key, Int32($1.day)]) }
    let count = merged.facts.patterns.count
    add(merged.examples[..<count]) { $0.add($1) }
    add(Array(zip(merged.details.variants, merged.examples[count...]))) {
      $0.add($1.0.pattern)
      $0.add($1.1)
    }
    let detailed = merged.facts.patterns.indices.compactMap { pattern in
      merged.details.group(of: pattern).map { (Int32(pattern), $0) }
    }
    add(detailed) { $0.add($1.1, of: $1.0) }
  }

  private mutating func add(_ example: Example) {
    add(example.id)
    add(example.second)
  }

  private mutating func add(_ group: DetailGroup, of pattern: Int32) {
    add(pattern)
    add(group.traits.bytes)
    add(group.hasMany ? 1 : 0)
    add([group.common].compactMap(\.self)) {
      $0.add($1.first.text)
      $0.add($1.second.text)
    }
    add(Array(group.settledTexts.enumerated())) {
      $0.add(group.firstVariant + Int32($1.offset))
      $0.add($1.element.first)
      $0.add($1.element.second)
    }
  }
}

extension WorkerPatterns {
  /// Those of an earlier scan.
  ///
  /// - Throws: `ArchiveError` for bytes that no scan wrote.
  init(archive: [UInt8]) throws(ArchiveError) {
    var reader = ArchiveReader(archive)
    let texts = try reader.list { (reader) throws(ArchiveError) in
      String(decoding: try reader.text(), as: UTF8.self)
    }
    let facts = try reader.patternFacts(symbols: texts.count)
    let count = facts.patterns.count
    let examples = try reader.list { (reader) throws(ArchiveError) in
      try reader.example()
    }
    guard examples.count == count else { throw reader.error }
    let variants = try reader.list { (reader) throws(ArchiveError) in
      CallDetails.Variant(
        pattern: try reader.index(below: count),
        example: try reader.example()
      )
    }
    let details = try reader.list { (reader) throws(ArchiveError) in
      try reader.detail(patterns: count, variants: variants.count)
    }
    guard reader.isAtEnd else { throw reader.error }
    self.init(facts, texts: texts, examples: examples, details: details, variants: variants)
  }
}

extension ArchiveReader {
  fileprivate mutating func patternFacts(symbols: Int) throws(ArchiveError) -> PatternFacts {
    var facts = PatternFacts(
      operations: try list { (reader) throws(ArchiveError) in try reader.operation(symbols) },
      callers: try list { (reader) throws(ArchiveError) in try reader.caller(symbols) },
      keys: try list { (reader) throws(ArchiveError) in try reader.keys(symbols) }
    )
    let counts = (facts.operations.count, facts.callers.count, facts.keys.count)
    facts.patterns = try list { (reader) throws(ArchiveError) in
      PatternParts(
        operation: try reader.index(below: counts.0),
        caller: try reader.index(below: counts.1),
        key: try reader.index(below: counts.2),
        day: UInt16(try reader.index(below: 1 << 16))
      )
    }
    return facts
  }

  fileprivate mutating func example() throws(ArchiveError) -> Example {
    let id = try text()
    let second = try number()
    return id.withUnsafeBufferPointer { Example($0, at: second) }
  }

  private mutating func operation(_ symbols: Int) throws(ArchiveError) -> PatternOperation {
    let (name, region) = (try index(below: symbols), try index(below: symbols))
    return PatternOperation(
      kind: try value(),
      outcome: try value(),
      region: region,
      name: name,
      secondName: try index(below: symbols),
      firstFamily: try index(below: symbols),
      secondFamily: try index(below: symbols)
    )
  }

  private mutating func caller(_ symbols: Int) throws(ArchiveError) -> PatternCaller {
    let (consumer, principal) = (try index(below: symbols), try index(below: symbols))
    let service = try index(below: symbols)
    let attribution: Attribution = try value()
    let (recipient, charged) = (try index(below: symbols), try index(below: symbols))
    return PatternCaller(
      attribution: attribution,
      isCallersCopy: try flag(),
      isAWSInternal: try flag(),
      recipient: recipient,
      consumer: consumer,
      principal: principal,
      service: service,
      chargedAccount: charged
    )
  }

  private mutating func keys(_ symbols: Int) throws(ArchiveError) -> PatternKeys {
    PatternKeys(
      first: PatternKeys.Key(key: try index(below: symbols), account: try index(below: symbols)),
      second: PatternKeys.Key(key: try index(below: symbols), account: try index(below: symbols)),
      alias: try index(below: symbols)
    )
  }

  fileprivate mutating func detail(
    patterns: Int,
    variants: Int
  ) throws(ArchiveError) -> CallDetails.Detail {
    let pattern = try index(below: patterns)
    guard let traits = CommonTraits(bytes: try text()) else { throw error }
    let areMany = try flag()
    let common = try list { (reader) throws(ArchiveError) in
      CommonContexts(ContextText(first: try reader.text(), second: try reader.text()))
    }
    let known = try list { (reader) throws(ArchiveError) in
      CallDetails.KnownContext(
        variant: try reader.index(below: variants),
        text: ContextText(first: try reader.text(), second: try reader.text())
      )
    }
    return CallDetails.Detail(
      pattern: pattern,
      traits: traits,
      known: known,
      common: common.first,
      areMany: areMany
    )
  }
}
