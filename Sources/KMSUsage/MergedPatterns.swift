/// The patterns of all workers under one numbering that depends on their content alone.
struct MergedPatterns {
  let symbols: [String]
  /// Sorted; a worker's pattern `p` is `numbers[worker][p]`.
  let patterns: [UsePattern]
  let numbers: [[Int32]]
  /// Smallest event id of each pattern.
  let examples: [[UInt8]]

  init(_ tallies: [Tally]) {
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
    let mapped = tallies.map { tally in
      let map = tally.reader.symbols.texts.map { numberOf[$0] ?? 0 }
      return tally.patterns.map { $0.mapped(map) }
    }
    let numbering = Numbering(Array(mapped.joined()), by: \.orderKey)
    var start = 0
    let numbers = mapped.map { own in
      defer { start += own.count }
      return Array(numbering.places[start..<start + own.count])
    }
    let patterns = numbering.values
    var examples = [[UInt8]](repeating: [], count: patterns.count)
    for (tally, numbers) in zip(tallies, numbers) {
      for (raw, number) in zip(tally.examples, numbers) {
        let known = examples[Int(number)]
        if known.isEmpty || (!raw.isEmpty && raw.lexicographicallyPrecedes(known)) {
          examples[Int(number)] = raw
        }
      }
    }
    (self.symbols, self.patterns, self.numbers, self.examples) =
      (symbols, patterns, numbers, examples)
  }
}

extension UsePattern {
  /// Every field as a number: a total order of patterns over one symbol table.
  var orderKey: InlineArray<19, Symbol> {
    [
      first.key, first.keyAccount, region, consumer, Symbol(attribution.rawValue), principal,
      service, first.operation, second?.key ?? -1, second?.keyAccount ?? -1,
      second?.operation ?? -1, recipient, chargedAccount, firstFamily, secondFamily,
      Symbol(kind.rawValue), Symbol(outcome.rawValue), isCallersCopy ? 1 : 0, isEvidence ? 1 : 0,
    ]
  }
}
