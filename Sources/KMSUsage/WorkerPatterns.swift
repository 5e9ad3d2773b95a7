import Parallel

/// What one worker, or one earlier scan, brings to the merge of patterns.
struct WorkerPatterns: Sendable {
  /// Over its own symbols.
  var facts: PatternFacts
  let texts: [String]
  /// Places of `texts` in the order of their bytes.
  let order: [Int32]
  let examples: [Example]
  let details: [CallDetails.Detail]
  let variants: [CallDetails.Variant]

  /// Moves them out of a tally.
  private init(_ tally: Tally) {
    facts = tally.takePatterns()
    examples = tally.takeExamples()
    texts = tally.reader.symbols.texts
    order = SortedTexts.order(of: texts)
    (details, variants) = tally.takeDetails()
  }

  init(
    _ facts: PatternFacts,
    texts: [String],
    examples: [Example],
    details: [CallDetails.Detail],
    variants: [CallDetails.Variant]
  ) {
    (self.facts, self.texts, self.examples) = (facts, texts, examples)
    (self.details, self.variants) = (details, variants)
    order = SortedTexts.order(of: texts)
  }

  /// Those of each tally, in their order.
  static func all(of tallies: [Tally], jobs: Int) -> [WorkerPatterns] {
    let source = TallySource(tallies: tallies)
    return inParallel(tallies.count, jobs: jobs, state: { [(Int, WorkerPatterns)]() }) {
      $1.append(($0, WorkerPatterns(source.tallies[$0])))
    }
    .joined().sorted { $0.0 < $1.0 }.map(\.1)
  }
}

/// The tallies of finished workers, for the threads of the merge.
///
/// `@unchecked`: at each stage one thread only takes what it takes of a tally, its files, its patterns
/// or a part of its ledger, and these share no memory.
struct TallySource: @unchecked Sendable {
  let tallies: [Tally]

  /// Of all of them, by path, and what was wrong in them.
  func takeFiles() -> (files: [FileFact], diagnostics: [Diagnostic]) {
    var files: [FileFact] = []
    for tally in tallies { files += tally.takeFiles() }
    files.sort { $0.path < $1.path }
    return (files, tallies.flatMap(\.diagnostics).sorted())
  }
}
