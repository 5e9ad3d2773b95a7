import KMSModel

/// The patterns of all workers under one numbering that depends on their content alone.
struct MergedPatterns {
  let symbols: [String]
  /// Sorted, each once; a worker's first pattern is the first of its `numbers`.
  let facts: PatternFacts
  let numbers: [ArraySlice<Int32>]
  /// Smallest event id of each pattern.
  let examples: [EventID]
  /// Of a pattern whose key only an alias names: which pattern it is from when on, in order of time.
  private let byAlias: [Int32: [(time: Int64, pattern: Int32)]]

  /// Empties the tallies' patterns and examples.
  init(_ tallies: [Tally]) {
    var workers = tallies.map { $0.takePatterns() }
    let aliases = AliasTable(tallies.flatMap(\.aliasChanges))
    // By bytes: the order of Unicode text would depend on the version of its tables.
    let symbols = Self.texts(tallies, aliases)
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let numberOf = Dictionary(
      uniqueKeysWithValues: symbols.enumerated().map { ($1, Symbol($0)) }
    )
    var facts = PatternFacts(operations: [], callers: [])
    var starts = [0]
    for tally in tallies {
      var own = workers.removeFirst()
      own.renumber(tally.reader.symbols.texts.map { numberOf[$0] ?? 0 })
      facts.append(own)
      starts.append(facts.patterns.count)
    }
    let resolved = Self.appendResolved(to: &facts, aliases, symbols, numberOf)
    facts.sortParts()
    let numbering = Numbering(facts.patterns, by: \.orderKey)
    facts.patterns = numbering.values
    let numbers = tallies.indices.map { numbering.places[starts[$0]..<starts[$0 + 1]] }
    var examples = [EventID](repeating: EventID(), count: facts.patterns.count)
    for (tally, own) in zip(tallies, numbers) {
      for (example, number) in zip(tally.takeExamples(), own) {
        examples[Int(number)].keepSmaller(example)
      }
    }
    var byAlias: [Int32: [(time: Int64, pattern: Int32)]] = [:]
    for one in resolved {
      let (from, to) = (numbering.places[one.unresolved], one.place.map { numbering.places[$0] })
      byAlias[from, default: []].append((one.time, to ?? from))
      if let to { examples[Int(to)].keepSmaller(examples[Int(from)]) }
    }
    self.byAlias = byAlias.mapValues { $0.sorted { $0 < $1 } }
    (self.symbols, self.facts, self.numbers, self.examples) = (symbols, facts, numbers, examples)
  }

  private static func texts(_ tallies: [Tally], _ aliases: AliasTable) -> Set<String> {
    var distinct: Set<String> = [""]
    for key in aliases.allKeys { distinct.formUnion([key.text, key.account]) }
    for tally in tallies {
      distinct.formUnion(tally.reader.symbols.texts)
      for key in tally.coverage.keys { distinct.formUnion([key.account, key.region]) }
    }
    return distinct
  }

  /// The pattern that a request of pattern `number` has at `time`.
  @inline(__always)
  func pattern(_ number: Int32, at time: Int64) -> Int32 {
    if byAlias.isEmpty { return number }
    return byAlias[number]?.last { $0.time <= time }?.pattern ?? number
  }

  /// A pattern with its key for each change of an alias that alone names it.
  private static func appendResolved(
    to facts: inout PatternFacts,
    _ aliases: AliasTable,
    _ symbols: [String],
    _ numberOf: [String: Symbol]
  ) -> [(unresolved: Int, time: Int64, place: Int?)] {
    var resolved: [(unresolved: Int, time: Int64, place: Int?)] = []
    for index in facts.patterns.indices {
      let keys = facts.keys[Int(facts.patterns[index].key)]
      guard keys.alias != 0 else { continue }
      for change in aliases.changes(of: symbols[Int(keys.alias)]) {
        let place = change.key.map { key in
          let first = PatternKeys.Key(
            key: numberOf[key.text] ?? 0,
            account: numberOf[key.account] ?? 0
          )
          var parts = facts.patterns[index]
          parts.key = Int32(facts.keys.count)
          facts.keys.append(PatternKeys(first: first, second: keys.second, alias: 0))
          facts.patterns.append(parts)
          return facts.patterns.count - 1
        }
        resolved.append((index, change.time, place))
      }
    }
    return resolved
  }
}
