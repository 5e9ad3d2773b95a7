import Parallel

/// The ledgers of workers and of earlier scans, part by part, with the patterns' merged numbers.
struct MergedLedgers: Sendable {
  private let dealt: [DealtLedger]

  init(
    _ source: TallySource,
    _ earlier: [StoredLedger],
    _ merged: MergedPatterns,
    jobs: Int,
    _ takeRows: (@Sendable ([FileRows]) -> Void)?
  ) {
    let all = LedgerSource(
      ledgers: source.tallies.map { ($0.takeLedger, $0.takeFiles) }
        + earlier.map { ($0.takeLedger, { [] }) }
    )
    dealt = inParallel(all.ledgers.count, jobs: jobs, state: { [DealtLedger]() }) { worker, dealt in
      let (take, takeFiles) = all.ledgers[worker]
      var rows = RowsOfFiles(takeFiles(), takeRows)
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
  let ledgers: [(take: () -> RequestLedger, takeFiles: () -> [FileFact])]
}
