/// The patterns of all workers under one numbering that depends on their content alone.
struct MergedPatterns {
  let symbols: [String]
  /// Sorted; a worker's pattern `p` is `numbers[worker][p]`.
  let patterns: [UsePattern]
  let numbers: [[Int]]
  /// Smallest event id of each pattern.
  let examples: [String]

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
    let patterns = Set(mapped.joined()).map { (key: $0.orderKey, value: $0) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    let place = Dictionary(uniqueKeysWithValues: patterns.enumerated().map { ($1, $0) })
    let numbers = mapped.map { $0.map { place[$0] ?? 0 } }
    var examples = [String](repeating: "", count: patterns.count)
    for (tally, numbers) in zip(tallies, numbers) {
      for (raw, number) in zip(tally.examples, numbers) {
        let text = String(decoding: raw, as: UTF8.self)
        if examples[number].isEmpty || (!text.isEmpty && text < examples[number]) {
          examples[number] = text
        }
      }
    }
    (self.symbols, self.patterns, self.numbers, self.examples) =
      (symbols, patterns, numbers, examples)
  }
}

extension UsePattern {
  /// Every field as a number: a total order of patterns over one symbol table.
  var orderKey: [Symbol] {
    [
      first.key, first.keyAccount, region, consumer, Symbol(attribution.rawValue), principal,
      service, first.operation, second?.key ?? -1, second?.keyAccount ?? -1,
      second?.operation ?? -1, recipient, chargedAccount, firstFamily, secondFamily,
      Symbol(kind.rawValue), Symbol(outcome.rawValue), isCallersCopy ? 1 : 0, isEvidence ? 1 : 0,
    ]
  }
}
