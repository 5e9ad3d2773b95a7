import KMSModel
import Parallel

extension UsageFacts {
  /// Joins what any number of workers folded, and empties their ledgers on the way.
  ///
  /// The result depends on the records alone, not on which worker read them nor when.
  ///
  /// - Parameters:
  ///   - tallies: of the workers.
  ///   - window: what earlier scans left of their ledgers; of the days that are open in it the facts
  ///     are whole, of others only what is new.
  ///   - skipped: files that no worker was given.
  ///   - jobs: threads.
  ///   - takeFiles: is given, from another thread while the requests are merged, what is known of the
  ///     files and what was wrong in them.
  ///   - takeRows: is given, from any thread, the KMS records of each file for the windows of later
  ///     scans, in which `patternArchive` tells their patterns.
  package init(
    merging tallies: [Tally],
    window: LedgerWindow = LedgerWindow(),
    skipped: Int = 0,
    jobs: Int,
    takeFiles: @escaping @Sendable ([FileFact], [Diagnostic]) -> Void = { _, _ in },
    takeRows: (@Sendable ([FileRows]) -> Void)? = nil
  ) {
    self.init()
    let source = TallySource(tallies: tallies)
    let rows = tallies.map { RowsOfFiles($0.files, takeRows) }
    let merged: MergedRequests
    (merged, (coverage, files, diagnostics)) = both(
      jobs: jobs,
      { MergedRequests(source, rows, window, jobs: jobs) },
      {
        let (files, diagnostics) = source.takeFiles()
        takeFiles(files, diagnostics)
        return (Self.coverage(of: files), files, diagnostics)
      }
    )
    returnFreedMemory()
    symbols = merged.patterns.symbols.texts
    take(consume merged, isArchived: takeRows != nil, jobs: jobs)
    returnFreedMemory()
    counters = RunCounters(files: files, days: days, skipped: skipped)
    aliasChanges = Set(tallies.flatMap(\.aliasChanges).map(\.stored))
    addenda = Set(tallies.flatMap(\.addenda).map(\.stored))
  }

  /// Takes what each thread has folded; its moments are long, and each goes when it is counted.
  private mutating func take(
    _ merged: consuming MergedRequests,
    isArchived: Bool,
    jobs: Int
  ) {
    let (patterns, index) = (merged.patterns, merged.index)
    var sum = FoldedRequests(index)
    for part in merged.parts { sum.add(part) }
    sum.seePatterns(of: patterns.details.variants)
    days = sum.days.filter { $0.kms > 0 }
    let (folded, requests) = (sum, Moments(merged.parts.map(\.rates)))
    let crossAccount = Moments(merged.parts.map(\.access))
    merged.parts = []
    let crossing: AccessFacts
    ((usage, patternArchive), (rates, crossing)) = both(
      jobs: jobs,
      { (Self.usage(folded, index, patterns), isArchived ? ArchiveWriter(patterns).bytes : []) },
      {
        let rates = Self.rates(requests, index, jobs)
        // Before as much again is made: what the rates took is free, but of threads that need no more.
        returnFreedMemory()
        return (rates, AccessFacts(crossAccount, folded, index, patterns, jobs: jobs))
      }
    )
    (access, calls, accessTexts) = (crossing.access, crossing.calls, crossing.texts)
  }

  private static func usage(
    _ folded: FoldedRequests,
    _ index: UseIndex,
    _ merged: MergedPatterns
  ) -> [UsageFact] {
    var usage: [UsageFact] = []
    usage.reserveCapacity(folded.uses.count)
    var examples = [Example](repeating: Example(), count: index.uses.count)
    for pattern in merged.facts.patterns.indices where folded.isSeen[pattern] {
      let (effect, example) = (index.effects[pattern], merged.examples[pattern])
      for use in [effect.first, effect.second] where use >= 0 {
        examples[Int(use)].keepSmaller(example)
      }
    }
    for (use, count) in folded.uses.enumerated() where count.isSeen {
      var fact = UsageFact(
        use: index.uses[use].use,
        day: Int32(index.uses[use].day),
        firstSeen: Timestamp(Int64(count.first)),
        lastSeen: Timestamp(Int64(count.last)),
        exampleEventID: examples[use].id.text
      )
      (fact.ok, fact.denied) = (Int(count.outcomes.ok), Int(count.outcomes.denied))
      (fact.throttled, fact.failed) = (
        Int(count.outcomes.throttled), Int(count.outcomes.failed)
      )
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

  private static func coverage(of files: [FileFact]) -> [CoverageFact] {
    var cells: [CoverageKey: CoverageFact] = [:]
    for cell in files.lazy.flatMap(\.coverage) {
      let key = CoverageKey(account: cell.account, region: cell.region, hour: cell.hour)
      if cells[key]?.add(cell) == nil { cells[key] = cell }
    }
    return cells.values.sorted {
      ($0.account, $0.region, $0.hour) < ($1.account, $1.region, $1.hour)
    }
  }
}
