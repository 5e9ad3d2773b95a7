import KMSModel
import Parallel

extension UsageFacts {
  /// Joins what any number of workers folded, and empties their ledgers on the way.
  ///
  /// The result depends on the records alone, not on which worker read them nor when.
  package init(merging tallies: [Tally], jobs: Int) {
    self.init()
    let merged = MergedPatterns(tallies, jobs: jobs)
    symbols = merged.symbols.texts
    let source = TallySource(tallies: tallies)
    let index: UseIndex
    (index, (coverage, files, diagnostics)) = both(
      jobs: jobs,
      { UseIndex(merged.facts, merged.details, jobs: jobs) },
      {
        (
          Self.coverage(source.tallies, merged.symbols),
          source.tallies.flatMap(\.files).sorted { $0.path < $1.path },
          source.tallies.flatMap(\.diagnostics).sorted()
        )
      }
    )
    for tally in tallies { counters.add(input: tally.counters) }
    let fold = RequestFold(index: index, addenda: tallies.flatMap(\.addenda))
    let ledgers = Ledgers(source: source, merged: merged)
    var parts = inParallel(
      RequestLedger.parts,
      jobs: jobs,
      state: { FoldedRequests(index) }
    ) { part, folded in
      var rows = ledgers.rows(of: part)
      fold.fold(&rows, into: &folded)
    }
    returnFreedMemory()
    var folded = FoldedRequests(index)
    for part in parts { folded.add(part) }
    folded.seePatterns(of: merged.details.variants)
    let sum = folded
    let (requests, crossAccount) = (Moments(parts.map(\.rates)), Moments(parts.map(\.access)))
    parts = []
    let crossing: AccessFacts
    (usage, (rates, crossing)) = both(
      jobs: jobs,
      { Self.usage(sum, index, merged) },
      {
        (
          Self.rates(requests, index, jobs),
          AccessFacts(crossAccount, sum, index, merged, jobs: jobs)
        )
      }
    )
    (access, calls, accessTexts) = (crossing.access, crossing.calls, crossing.texts)
    counters.add(kinds: folded.counters)
  }

  private static func usage(
    _ folded: FoldedRequests,
    _ index: UseIndex,
    _ merged: MergedPatterns
  ) -> [UsageFact] {
    var usage: [UsageFact] = []
    var examples = [EventID](repeating: EventID(), count: index.uses.count)
    for pattern in merged.facts.patterns.indices where folded.isSeen[pattern] {
      let (effect, example) = (index.effects[pattern], merged.examples[pattern])
      for use in [effect.first, effect.second] where use >= 0 {
        examples[Int(use)].keepSmaller(example)
      }
    }
    for (use, count) in folded.uses.enumerated() where count.first <= count.last {
      var fact = UsageFact(
        use: index.uses[use],
        firstSeen: Timestamp(count.first),
        lastSeen: Timestamp(count.last),
        exampleEventID: examples[use].text
      )
      (fact.ok, fact.denied, fact.throttled, fact.failed) = count.outcomes
      usage.append(fact)
    }
    return usage
  }

  private static func rates(_ moments: Moments, _ index: UseIndex, _ jobs: Int) -> [RateFact] {
    DaySeries.all(moments, jobs: jobs).map { item in
      let series = index.series[item.series]
      return RateFact(
        chargedAccount: series.chargedAccount,
        region: series.region,
        quotaFamily: series.quotaFamily,
        key: series.key,
        kind: series.kind,
        day: item.day,
        seconds: item.seconds
      )
    }
  }

  private static func coverage(_ tallies: [Tally], _ texts: SortedTexts) -> [CoverageFact] {
    var cells: [CoverageKey: CoverageCount] = [:]
    for tally in tallies {
      cells.merge(tally.coverage) { left, right in
        var sum = left
        sum.add(right)
        return sum
      }
    }
    return cells.map { key, count in
      CoverageFact(
        account: texts.symbol(key.account),
        region: texts.symbol(key.region),
        hour: key.hour,
        records: count.records,
        kmsRecords: count.kms,
        firstRecord: count.first,
        lastRecord: count.last
      )
    }
    .sorted { ($0.account, $0.region, $0.hour) < ($1.account, $1.region, $1.hour) }
  }
}

/// The workers' ledgers, part by part.
private struct Ledgers: Sendable {
  let source: TallySource
  let merged: MergedPatterns

  /// Moves out the rows of a part, with the patterns' merged numbers.
  func rows(of part: Int) -> [LedgerRow] {
    var rows: [LedgerRow] = []
    for (worker, tally) in source.tallies.enumerated() {
      let start = rows.count
      tally.ledger.drain(part: part, into: &rows)
      for row in start..<rows.count {
        let (pattern, time) = (rows[row].pattern, rows[row].time)
        rows[row].pattern = Int(merged.number(pattern, of: worker, at: time))
      }
    }
    return rows
  }
}

extension RunCounters {
  fileprivate mutating func add(input other: RunCounters) {
    add(records: other)
    files += other.files
    filesRead += other.filesRead
    filesIncomplete += other.filesIncomplete
    filesUnreadable += other.filesUnreadable
    filesSkipped += other.filesSkipped
    compressedBytes += other.compressedBytes
    uncompressedBytes += other.uncompressedBytes
    diagnosticsDropped += other.diagnosticsDropped
  }
}
