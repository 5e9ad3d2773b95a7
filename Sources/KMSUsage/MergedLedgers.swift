import Parallel

/// The ledgers of workers and of earlier scans, part by part, with the patterns' merged numbers.
struct MergedLedgers: Sendable {
  private let dealt: [DealtLedger]

  /// Empties the tallies' ledgers; `rows` are given what stands in them, for the windows of later scans.
  init(
    _ source: TallySource,
    _ rows: [RowsOfFiles],
    _ earlier: [StoredLedger],
    _ merged: MergedPatterns,
    jobs: Int
  ) {
    let all = LedgerSource(
      ledgers: source.tallies.map { $0.takeLedger } + earlier.map { $0.takeLedger },
      rows: rows + earlier.map { _ in RowsOfFiles([], nil) }
    )
    dealt = inParallel(all.ledgers.count, jobs: jobs, state: { [DealtLedger]() }) { worker, dealt in
      let take = all.ledgers[worker]
      var rows = all.rows[worker]
      dealt.append(
        DealtLedger(take()) { row in
          var row = row
          let number = merged.number(row.pattern, of: worker)
          rows.add(row, merged.archived(number))
          row.pattern = Int(merged.resolved(number, at: row.second))
          return row
        }
      )
    }
    .flatMap(\.self)
  }

  /// Empties the ledgers; the sum of what each thread folded does not depend on which took what.
  func fold(_ fold: RequestFold, jobs: Int) -> [FoldedRequests] {
    inParallel(
      DealtLedger.parts,
      jobs: jobs,
      state: { (folded: FoldedRequests(fold.index), rows: [LedgerRow]()) }
    ) { part, state in
      drain(part, into: &state.rows)
      fold.fold(&state.rows, into: &state.folded)
    }
    .map(\.folded)
  }

  /// Moves the rows of a part into `rows`, in the place of what was there.
  private func drain(_ part: Int, into rows: inout [LedgerRow]) {
    rows.removeAll(keepingCapacity: true)
    for ledger in dealt { ledger.drain(part: part, into: &rows) }
  }
}

/// `@unchecked`: each ledger is taken by one thread.
private struct LedgerSource: @unchecked Sendable {
  let ledgers: [() -> RequestLedger]
  let rows: [RowsOfFiles]
}
