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
  ///   - takeRows: is given, from any thread, the KMS records of each file for the windows of later
  ///     scans, in which `patternArchive` tells their patterns.
  package init(
    merging tallies: [Tally],
    window: LedgerWindow = LedgerWindow(),
    skipped: Int = 0,
    jobs: Int,
    takeRows: (@Sendable ([FileRows]) -> Void)? = nil
  ) {
    self.init()
    let merged = MergedPatterns(tallies, window, jobs: jobs)
    symbols = merged.symbols.texts
    let source = TallySource(tallies: tallies)
    let index: UseIndex
    (index, (coverage, files, diagnostics)) = both(
      jobs: jobs,
      { UseIndex(merged.facts, merged.details, jobs: jobs) },
      {
        let files = source.tallies.flatMap(\.files).sorted { $0.path < $1.path }
        return (
          Self.coverage(of: files), files,
          source.tallies.flatMap(\.diagnostics).sorted()
        )
      }
    )
    let fold = RequestFold(index: index, addenda: tallies.flatMap(\.addenda) + window.addenda)
    let ledgers = Ledgers(source, window.ledgers, merged, jobs: jobs, takeRows)
    var parts = inParallel(
      DealtLedger.parts,
      jobs: jobs,
      state: { (folded: FoldedRequests(index), rows: [LedgerRow]()) }
    ) { part, state in
      ledgers.drain(part, into: &state.rows)
      fold.fold(&state.rows, into: &state.folded)
    }
    .map(\.folded)
    returnFreedMemory()
    var folded = FoldedRequests(index)
    for part in parts { folded.add(part) }
    folded.seePatterns(of: merged.details.variants)
    let sum = folded
    let (requests, crossAccount) = (Moments(parts.map(\.rates)), Moments(parts.map(\.access)))
    parts = []
    let crossing: AccessFacts
    let isKept = takeRows != nil
    ((usage, patternArchive), (rates, crossing)) = both(
      jobs: jobs,
      { (Self.usage(sum, index, merged), isKept ? ArchiveWriter(merged).bytes : []) },
      {
        (
          Self.rates(requests, index, jobs),
          AccessFacts(crossAccount, sum, index, merged, jobs: jobs)
        )
      }
    )
    (access, calls, accessTexts) = (crossing.access, crossing.calls, crossing.texts)
    days = folded.days.filter { $0.kms > 0 }
    counters = RunCounters(files: files, days: days, skipped: skipped)
    aliasChanges = Set(tallies.flatMap(\.aliasChanges).map(\.stored))
    addenda = Set(tallies.flatMap(\.addenda).map(\.stored))
  }

  private static func usage(
    _ folded: FoldedRequests,
    _ index: UseIndex,
    _ merged: MergedPatterns
  ) -> [UsageFact] {
    var usage: [UsageFact] = []
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

/// The ledgers of workers and of earlier scans, part by part, with the patterns' merged numbers.
private struct Ledgers: Sendable {
  private let dealt: [DealtLedger]

  init(
    _ source: TallySource,
    _ earlier: [StoredLedger],
    _ merged: MergedPatterns,
    jobs: Int,
    _ takeRows: (@Sendable ([FileRows]) -> Void)?
  ) {
    let all = LedgerSource(
      ledgers: source.tallies.map { ($0.takeLedger, $0.files) }
        + earlier.map { ($0.takeLedger, []) }
    )
    dealt = inParallel(all.ledgers.count, jobs: jobs, state: { [DealtLedger]() }) { worker, dealt in
      let (take, files) = all.ledgers[worker]
      var rows = RowsOfFiles(files, takeRows)
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

  /// Moves the rows of a part into `rows`, in the place of what was there.
  func drain(_ part: Int, into rows: inout [LedgerRow]) {
    rows.removeAll(keepingCapacity: true)
    for ledger in dealt { ledger.drain(part: part, into: &rows) }
  }
}

/// `@unchecked`: each ledger is taken by one thread.
private struct LedgerSource: @unchecked Sendable {
  let ledgers: [(take: () -> RequestLedger, files: [FileFact])]
}

/// Puts a worker's rows together file by file.
private struct RowsOfFiles {
  private let files: [(path: String, lastDay: Int32, records: Int)]
  private let take: (([FileRows]) -> Void)?
  private var current = 0
  private var left = 0
  private var batch: [FileRows] = []
  private var rows: [UInt64] = []
  private var batchBytes = 0

  /// So many bytes are handed on at once: whoever takes them makes the workers wait.
  private static let batchSize = 128 << 10

  init(_ files: [FileFact], _ take: (([FileRows]) -> Void)?) {
    let files = take == nil ? [] : files.filter { $0.kmsRecords > 0 }
    self.files = files.map { file in
      (file.path, Int32((file.coverage.map(\.hour).max() ?? 0) / 24), file.kmsRecords)
    }
    self.take = take
    left = files.first?.kmsRecords ?? 0
  }

  /// - Parameters:
  ///   - row: the next of the ledger.
  ///   - pattern: by which number a later scan finds its pattern.
  @inline(__always)
  mutating func add(_ row: LedgerRow, _ pattern: Int) {
    if left == 0 { return }
    var row = row
    row.pattern = pattern
    row.append(to: &rows)
    left -= 1
    if left == 0 { endFile() }
  }

  private mutating func endFile() {
    let bytes = rows.withUnsafeBytes(Array.init)
    let file = files[current]
    batch.append(FileRows(path: file.path, lastDay: file.lastDay, rows: bytes))
    batchBytes += bytes.count
    rows.removeAll(keepingCapacity: true)
    current += 1
    left = current < files.count ? files[current].records : 0
    if batchBytes > Self.batchSize || left == 0 { handOn() }
  }

  private mutating func handOn() {
    take?(batch)
    (batch, batchBytes) = ([], 0)
  }
}
