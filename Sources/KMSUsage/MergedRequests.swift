import Parallel

/// The requests of all workers, folded by patterns that are one numbering.
struct MergedRequests {
  let patterns: MergedPatterns
  let index: UseIndex
  /// By thread.
  var parts: [FoldedRequests]

  /// Empties the tallies' patterns and ledgers, and gives freed memory back between the stages: each
  /// needs much of its own.
  init(
    _ source: TallySource,
    _ rows: [RowsOfFiles],
    _ window: LedgerWindow,
    jobs: Int
  ) {
    patterns = MergedPatterns(source.tallies, window, jobs: jobs)
    returnFreedMemory()
    index = UseIndex(patterns.facts, patterns.details, jobs: jobs)
    returnFreedMemory()
    let addenda = source.tallies.flatMap(\.addenda) + window.addenda
    let ledgers = MergedLedgers(source, rows, window.ledgers, patterns, jobs: jobs)
    parts = ledgers.fold(RequestFold(index: index, addenda: addenda), jobs: jobs)
  }
}
