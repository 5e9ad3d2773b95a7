import KMSModel

/// The patterns of all workers under one numbering that depends on their content alone.
struct MergedPatterns {
  let symbols: [String]
  /// Sorted; a worker's first pattern is the first of its `numbers`.
  let patterns: [UsePattern]
  let numbers: [ArraySlice<Int32>]
  /// Smallest event id of each pattern.
  let examples: [EventID]
  /// Of a pattern whose key only an alias names: which pattern it is from when on, in order of time.
  private let byAlias: [Int32: [(time: Int64, pattern: Int32)]]

  /// Empties the tallies' patterns and examples.
  init(_ tallies: [Tally]) {
    var starts: [Int] = []
    var all: [UsePattern] = []
    all.reserveCapacity(tallies.reduce(0) { $0 + $1.patternCount })
    for tally in tallies {
      starts.append(all.count)
      tally.appendPatterns(to: &all)
    }
    starts.append(all.count)
    let aliases = AliasTable(tallies.flatMap(\.aliasChanges))
    var distinct: Set<String> = [""]
    for key in aliases.allKeys { distinct.formUnion([key.text, key.account]) }
    for tally in tallies {
      distinct.formUnion(tally.reader.symbols.texts)
      for key in tally.coverage.keys { distinct.formUnion([key.account, key.region]) }
    }
    // By bytes: the order of Unicode text would depend on the version of its tables.
    let symbols = distinct.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let numberOf = Dictionary(
      uniqueKeysWithValues: symbols.enumerated().map { ($1, Symbol($0)) }
    )
    for (worker, tally) in tallies.enumerated() {
      let map = tally.reader.symbols.texts.map { numberOf[$0] ?? 0 }
      for pattern in starts[worker]..<starts[worker + 1] { all[pattern].renumber(map) }
    }
    let resolved = Self.appendResolved(to: &all, aliases, symbols, numberOf)
    let numbering = Numbering(all, by: \.orderKey)
    all = []
    let patterns = numbering.values
    let numbers = tallies.indices.map { numbering.places[starts[$0]..<starts[$0 + 1]] }
    var examples = [EventID](repeating: EventID(), count: patterns.count)
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
    (self.symbols, self.patterns, self.numbers, self.examples) =
      (symbols, patterns, numbers, examples)
  }

  /// The pattern that a request of pattern `number` has at `time`.
  @inline(__always)
  func pattern(_ number: Int32, at time: Int64) -> Int32 {
    if byAlias.isEmpty { return number }
    return byAlias[number]?.last { $0.time <= time }?.pattern ?? number
  }

  /// A pattern with its key for each change of an alias that alone names it.
  private static func appendResolved(
    to all: inout [UsePattern],
    _ aliases: AliasTable,
    _ symbols: [String],
    _ numberOf: [String: Symbol]
  ) -> [(unresolved: Int, time: Int64, place: Int?)] {
    var resolved: [(unresolved: Int, time: Int64, place: Int?)] = []
    for index in all.indices where all[index].alias != 0 {
      for change in aliases.changes(of: symbols[Int(all[index].alias)]) {
        let place = change.key.map { key in
          var pattern = all[index]
          pattern.first.key = numberOf[key.text] ?? 0
          pattern.first.keyAccount = numberOf[key.account] ?? 0
          pattern.alias = 0
          all.append(pattern)
          return all.count - 1
        }
        resolved.append((index, change.time, place))
      }
    }
    return resolved
  }
}

extension UsePattern {
  /// Every field as a number: a total order of patterns over one symbol table.
  var orderKey: InlineArray<19, Symbol> {
    [
      first.key, first.keyAccount, region, consumer, Symbol(attribution.rawValue), principal,
      service, first.operation, second?.key ?? -1, second?.keyAccount ?? -1,
      second?.operation ?? -1, recipient, chargedAccount, firstFamily, secondFamily,
      Symbol(kind.rawValue), Symbol(outcome.rawValue), isCallersCopy ? 1 : 0, alias,
    ]
  }
}
