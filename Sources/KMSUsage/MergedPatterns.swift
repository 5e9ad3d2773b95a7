/// The patterns of all workers under one numbering that depends on their content alone.
struct MergedPatterns {
  let symbols: [String]
  /// Sorted; a worker's first pattern is the first of its `numbers`.
  let patterns: [UsePattern]
  let numbers: [ArraySlice<Int32>]
  /// Smallest event id of each pattern.
  let examples: [EventID]

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
    var distinct: Set<String> = [""]
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
    (self.symbols, self.patterns, self.numbers, self.examples) =
      (symbols, patterns, numbers, examples)
  }
}

extension UsePattern {
  /// Every field as a number: a total order of patterns over one symbol table.
  var orderKey: InlineArray<18, Symbol> {
    [
      first.key, first.keyAccount, region, consumer, Symbol(attribution.rawValue), principal,
      service, first.operation, second?.key ?? -1, second?.keyAccount ?? -1,
      second?.operation ?? -1, recipient, chargedAccount, firstFamily, secondFamily,
      Symbol(kind.rawValue), Symbol(outcome.rawValue), isCallersCopy ? 1 : 0,
    ]
  }
}
