import KMSModel

/// The patterns of all workers under one numbering that depends on their content alone.
struct MergedPatterns {
  let symbols: SortedTexts
  /// Sorted, each once; a worker's first pattern is the first of its `numbers`.
  let facts: PatternFacts
  private let numbers: [ArraySlice<Int32>]
  /// By pattern; behind them, of their variants.
  let examples: [Example]
  let details: MergedDetails
  /// Of a pattern whose key only an alias names: which pattern it is from when on, in order of time.
  private let byAlias: [Int32: [(time: Int64, pattern: Int32)]]

  private struct ResolvedPattern {
    let unresolved: Int
    let time: Int64
    let place: Int?
  }

  /// Empties the tallies' patterns and examples.
  init(_ tallies: [Tally], _ window: LedgerWindow, jobs: Int) {
    var workers = WorkerPatterns.all(of: tallies, jobs: jobs) + window.patterns
    let aliases = AliasTable(tallies.flatMap(\.aliasChanges) + window.aliasChanges)
    let symbols = Self.symbols(workers, aliases)
    var facts = PatternFacts(operations: [], callers: [])
    var starts = [0]
    for worker in workers.indices {
      workers[worker].facts.renumber(
        symbols.symbols(of: workers[worker].texts, inOrder: workers[worker].order)
      )
      facts.append(workers[worker].facts)
      workers[worker].facts = PatternFacts(operations: [], callers: [])
      starts.append(facts.patterns.count)
    }
    let resolved = Self.appendResolved(to: &facts, aliases, symbols)
    facts.sortParts()
    let numbering = Numbering(facts.patterns, by: \.day, \.packed)
    facts.patterns = numbering.values
    let numbers = workers.indices.map { numbering.places[starts[$0]..<starts[$0 + 1]] }
    details = MergedDetails(
      zip(workers, numbers).map { WorkerDetails($0, numbers: $1) },
      patterns: facts.patterns.count,
      copies: resolved.compactMap { one in
        one.place.map { (numbering.places[one.unresolved], numbering.places[$0]) }
      }
    )
    var examples = [Example](
      repeating: Example(),
      count: facts.patterns.count + details.variants.count
    )
    for (worker, own) in zip(workers, numbers) {
      for (example, number) in zip(worker.examples, own) {
        examples[Int(number)].keepSmaller(example)
      }
    }
    for (worker, own) in zip(workers, details.numbers) {
      for (variant, number) in zip(worker.variants, own) {
        examples[Int(number)].keepSmaller(variant.example)
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

  /// Every text of the merge.
  private static func symbols(_ workers: [WorkerPatterns], _ aliases: AliasTable) -> SortedTexts {
    // Each once before they are sorted: workers meet the same texts.
    var table = SymbolTable()
    for key in aliases.allKeys {
      for text in [key.text, key.account] { table.add(text) }
    }
    for worker in workers { for text in worker.texts { table.add(text) } }
    return SortedTexts(table.texts)
  }

  /// The merged number of a worker's pattern, or of a variant of one.
  @inline(__always)
  func number(_ own: Int, of worker: Int) -> Int32 {
    let numbers = numbers[worker]
    return own < numbers.count
      ? numbers[numbers.startIndex + own]
      : details.numbers[worker][LedgerRow.patternLimit - 1 - own]
  }

  /// By which number a later scan finds a pattern or variant: as in a worker's ledger.
  @inline(__always)
  func archived(_ number: Int32) -> Int {
    let variant = Int(number) - facts.patterns.count
    return variant < 0 ? Int(number) : LedgerRow.patternLimit - 1 - variant
  }

  /// The pattern of a request in that second of the pattern's day, now that its key is known.
  @inline(__always)
  func resolved(_ number: Int32, at second: Int32) -> Int32 {
    guard !byAlias.isEmpty, let changes = byAlias[number] else { return number }
    let time = facts.patterns[Int(number)].midnight + Int64(second)
    return changes.last { $0.time <= time }?.pattern ?? number
  }

  /// A pattern with its key for each change of an alias that alone names it, as far as the pattern's
  /// day sees them.
  private static func appendResolved(
    to facts: inout PatternFacts,
    _ aliases: AliasTable,
    _ symbols: SortedTexts
  ) -> [ResolvedPattern] {
    var resolved: [ResolvedPattern] = []
    for index in facts.patterns.indices {
      let keys = facts.keys[Int(facts.patterns[index].key)]
      guard keys.alias != 0 else { continue }
      let midnight = facts.patterns[index].midnight
      let alias = symbols.texts[Int(keys.alias)]
      for change in aliases.changes(of: alias, from: midnight, for: DayTime.secondsOfDay) {
        let place = change.key.map { key in
          let first = PatternKeys.Key(
            key: symbols.symbol(key.text),
            account: symbols.symbol(key.account)
          )
          var parts = facts.patterns[index]
          parts.key = Int32(facts.keys.count)
          facts.keys.append(PatternKeys(first: first, second: keys.second, alias: 0))
          facts.patterns.append(parts)
          return facts.patterns.count - 1
        }
        resolved.append(
          ResolvedPattern(unresolved: index, time: change.time, place: place)
        )
      }
    }
    return resolved
  }
}
