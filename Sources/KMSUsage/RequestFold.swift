import KMSModel

/// Finds the requests among the records: drops duplicates, second copies and what an addendum
/// replaces, and folds what is left.
struct RequestFold: Sendable {
  let index: UseIndex
  private let replaced: Set<UInt64>
  /// Originals that share their identity with their addendum.
  private let replacedCopies: Set<ReplacedCopy>

  private struct ReplacedCopy: Hashable {
    let identity: UInt64
    let eventHash: UInt8
  }

  init(index: UseIndex, addenda: [Addendum]) {
    self.index = index
    // One that names itself replaces nothing.
    let proper = addenda.filter { $0.original != $0.eventHash }
    replaced = Set(proper.map(\.original))
    replacedCopies = Set(
      proper.map {
        ReplacedCopy(identity: $0.identity, eventHash: UInt8(truncatingIfNeeded: $0.original))
      }
    )
  }

  /// Folds all rows of one part; `rows` is sorted in place.
  func fold(_ rows: inout [LedgerRow], into folded: inout FoldedRequests) {
    // By two bytes of the identity: most rows then stand alone, the others need little sorting.
    rows.radixSort(bytes: 6..<8) { $0.identity << LedgerRow.partBits }
    rows.withUnsafeMutableBufferPointer { rows in
      var start = 0
      while start < rows.count {
        let prefix = rows[start].sortedPrefix
        var end = start + 1
        while end < rows.count, rows[end].sortedPrefix == prefix { end += 1 }
        var alike = UnsafeMutableBufferPointer(rebasing: rows[start..<end])
        if alike.count > 1 { alike.sort(by: LedgerRow.isBefore) }
        foldSorted(alike, into: &folded)
        start = end
      }
    }
  }

  private func foldSorted(
    _ rows: UnsafeMutableBufferPointer<LedgerRow>,
    into folded: inout FoldedRequests
  ) {
    var start = 0
    while start < rows.count {
      let identity = rows[start].identity
      var end = start + 1
      while end < rows.count, rows[end].identity == identity { end += 1 }
      if end == start + 1, replaced.isEmpty || !replaced.contains(identity) {
        if !rows[start].isSettled { count(rows[start], into: &folded) }
      } else {
        foldGroup(UnsafeMutableBufferPointer(rebasing: rows[start..<end]), into: &folded)
      }
      start = end
    }
  }

  /// Folds the records of one identity, in the order of their content.
  private func foldGroup(
    _ group: UnsafeMutableBufferPointer<LedgerRow>,
    into folded: inout FoldedRequests
  ) {
    let distinct = dropDuplicates(group, &folded)
    let rest = replaced.isEmpty ? distinct : dropReplaced(distinct, &folded)
    let settled = distinct.first(where: \.isSettled)
    let best = settled ?? rest.first { index.effects[$0.pattern].isCallersCopy } ?? rest.first
    guard let best else { return }
    var isBestSeen = settled != nil
    for row in rest where !row.isSettled {
      if !isBestSeen, row == best {
        isBestSeen = true
        count(row, into: &folded)
      } else {
        folded.days[Int(index.effects[row.pattern].day)].secondCopies += 1
      }
    }
  }

  /// Of the same event for the same recipient the first stays.
  private func dropDuplicates(
    _ group: UnsafeMutableBufferPointer<LedgerRow>,
    _ folded: inout FoldedRequests
  ) -> UnsafeMutableBufferPointer<LedgerRow> {
    // A set only where there are many: crafted identities must not cost quadratic time.
    var known: Set<UInt64> = []
    let isLarge = group.count > 8
    var kept = 0
    func isKnown(_ row: LedgerRow) -> Bool {
      let mark = mark(of: row)
      if isLarge { return !known.insert(mark).inserted }
      return group[..<kept].contains { self.mark(of: $0) == mark }
    }
    for row in group {
      if isKnown(row) {
        if !row.isSettled { folded.days[Int(index.effects[row.pattern].day)].duplicates += 1 }
        continue
      }
      group[kept] = row
      kept += 1
    }
    return UnsafeMutableBufferPointer(rebasing: group[..<kept])
  }

  private func mark(of row: LedgerRow) -> UInt64 {
    UInt64(index.effects[row.pattern].recipient) << 8 | UInt64(row.eventHash)
  }

  private func dropReplaced(
    _ group: UnsafeMutableBufferPointer<LedgerRow>,
    _ folded: inout FoldedRequests
  ) -> UnsafeMutableBufferPointer<LedgerRow> {
    // Eight bits may mistake the addendum for its original: one of a request always stays.
    let keepsFirst = group.contains(where: \.isShared) && group.allSatisfy(isReplaced)
    var kept = 0
    for row in group {
      if isReplaced(row), !keepsFirst || kept > 0 {
        if !row.isSettled { folded.days[Int(index.effects[row.pattern].day)].replaced += 1 }
      } else {
        group[kept] = row
        kept += 1
      }
    }
    return UnsafeMutableBufferPointer(rebasing: group[..<kept])
  }

  private func isReplaced(_ row: LedgerRow) -> Bool {
    row.isShared
      ? replacedCopies.contains(ReplacedCopy(identity: row.identity, eventHash: row.eventHash))
      : replaced.contains(row.identity)
  }

  private func count(_ row: LedgerRow, into folded: inout FoldedRequests) {
    let effect = index.effects[row.pattern]
    switch effect.kind {
    case .shadow: folded.days[Int(effect.day)].shadow += 1
    case .dryRun: folded.days[Int(effect.day)].dryRuns += 1
    case .serviceEvent: folded.days[Int(effect.day)].serviceEvents += 1
    case .request:
      folded.days[Int(effect.day)].requests += 1
      foldRequest(row, effect, into: &folded)
    }
  }

  private func foldRequest(
    _ row: LedgerRow,
    _ effect: UseIndex.Effect,
    into folded: inout FoldedRequests
  ) {
    let (time, outcome) = (effect.midnight + Int64(row.second), effect.outcome)
    folded.isSeen[row.pattern] = true
    folded.add(effect.first, outcome, at: time, access: effect.firstAccess)
    if effect.second >= 0 {
      folded.add(effect.second, outcome, at: time, access: effect.secondAccess)
    }
    for place in effect.series {
      let series = Int(index.seriesNumbers[Int(place)])
      folded.rates[series % FoldedRequests.parts].append(UInt64(series) << 32 | UInt64(time))
    }
  }
}

extension LedgerRow {
  fileprivate var sortedPrefix: UInt64 { (identity << Self.partBits) >> 48 }

  /// By identity, what is settled first, then by content: pattern numbers are those of
  /// `MergedPatterns`.
  static func isBefore(_ left: LedgerRow, _ right: LedgerRow) -> Bool {
    if left.identity != right.identity { return left.identity < right.identity }
    if left.isSettled != right.isSettled { return left.isSettled }
    if left.pattern != right.pattern { return left.pattern < right.pattern }
    if left.second != right.second { return left.second < right.second }
    return left.eventHash < right.eventHash
  }
}
