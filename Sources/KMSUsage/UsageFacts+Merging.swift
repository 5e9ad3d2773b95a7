import KMSModel

extension UsageFacts {
  /// Joins what any number of workers folded, and empties their ledgers on the way.
  ///
  /// The result depends on the records alone, not on which worker read them nor when.
  package init(merging tallies: [Tally], jobs: Int) {
    self.init()
    let merged = MergedPatterns(tallies, jobs: jobs)
    symbols = merged.symbols.texts
    addCoverage(tallies, merged.symbols)
    files = tallies.flatMap(\.files).sorted { $0.path < $1.path }
    diagnostics = tallies.flatMap(\.diagnostics).sorted()
    for tally in tallies { counters.add(input: tally.counters) }
    let index = UseIndex(merged.facts, merged.details, jobs: jobs)
    let fold = RequestFold(index: index, addenda: tallies.flatMap(\.addenda))
    let ledgers = Ledgers(tallies, merged)
    let parts = inParallel(
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
    let sum = folded
    (usage, (rates, access)) = both(
      jobs: jobs,
      { Self.usage(sum, index, merged) },
      {
        (
          Self.rates(parts.map(\.rates), index, jobs),
          Self.access(parts.map(\.access), sum, index, jobs)
        )
      }
    )
    accessTexts = merged.details.texts
    calls = Self.calls(sum, index, merged)
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

  private static func rates(_ parts: [[[UInt64]]], _ index: UseIndex, _ jobs: Int) -> [RateFact] {
    DaySeries.all(parts, jobs: jobs).map { item in
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

  private static func access(
    _ parts: [[[UInt64]]],
    _ folded: FoldedRequests,
    _ index: UseIndex,
    _ jobs: Int
  ) -> [AccessFact] {
    let place = places(folded)
    return DaySeries.all(parts, jobs: jobs).map { item in
      let access = index.accesses[item.series >> 2]
      return AccessFact(
        usage: place[Int(access.use)],
        context: access.context.text,
        contextIsCommon: access.context.isCommon,
        outcome: Outcome(rawValue: UInt8(item.series & 3)) ?? .failed,
        day: item.day,
        seconds: item.seconds
      )
    }
  }

  /// `usage` leaves out what no request counts for: its places are not those of the index.
  private static func places(_ folded: FoldedRequests) -> [Int32] {
    var place = [Int32](repeating: -1, count: folded.uses.count)
    var next: Int32 = 0
    for (use, count) in folded.uses.enumerated() where count.first <= count.last {
      place[use] = next
      next += 1
    }
    return place
  }

  /// What the requests of each cross-account use have in common.
  private static func calls(
    _ folded: FoldedRequests,
    _ index: UseIndex,
    _ merged: MergedPatterns
  ) -> [CallFact] {
    let place = places(folded)
    var calls: [Int32: CallFact] = [:]
    for pattern in merged.facts.patterns.indices where folded.isSeen[pattern] {
      guard let details = merged.details.place(of: merged.facts.patterns[pattern]) else { continue }
      let (effect, traits) = (index.effects[pattern], merged.details.traits(at: details))
      for (use, access) in [
        (effect.first, effect.firstAccess), (effect.second, effect.secondAccess),
      ] where access >= 0 {
        let usage = place[Int(use)]
        calls[usage, default: CallFact(usage: usage, traits: traits)].traits.meet(traits)
      }
    }
    return calls.values.sorted { $0.usage < $1.usage }
  }

  private mutating func addCoverage(_ tallies: [Tally], _ texts: SortedTexts) {
    var cells: [CoverageKey: CoverageCount] = [:]
    for tally in tallies {
      cells.merge(tally.coverage) { left, right in
        var sum = left
        sum.add(right)
        return sum
      }
    }
    coverage = cells.map { key, count in
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
    coverage.sort { ($0.account, $0.region, $0.hour) < ($1.account, $1.region, $1.hour) }
  }
}

/// The workers' ledgers, part by part.
///
/// `@unchecked`: each part is drained by one thread only, and parts share no memory.
private struct Ledgers: @unchecked Sendable {
  private let tallies: [Tally]
  private let merged: MergedPatterns

  init(_ tallies: [Tally], _ merged: MergedPatterns) {
    self.tallies = tallies
    self.merged = merged
  }

  /// Moves out the rows of a part, with the patterns' merged numbers.
  func rows(of part: Int) -> [LedgerRow] {
    var rows: [LedgerRow] = []
    for (tally, numbers) in zip(tallies, merged.numbers) {
      let start = rows.count
      tally.ledger.drain(part: part, into: &rows)
      for row in start..<rows.count {
        let number = numbers[numbers.startIndex + rows[row].pattern]
        rows[row].pattern = Int(merged.pattern(number, at: rows[row].time))
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
