import AuditFindings
package import AuditReports
import AuditStore
import CloudTrail
import KMSAccess
import KMSModel
import KMSUsage
import Parallel
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What a report is about.
struct ReportedPart {
  /// UTC days since 1970-01-01; nil for all.
  var days: ClosedRange<Int32>?
  /// Of files without a usable record only these; nil for all of the days.
  var files: Set<String>?

  static let all = ReportedPart()
}

extension Audit {
  /// Reads the logs that the store does not know into it, judges from the store and makes the report
  /// of the days that all of the logs tell of.
  ///
  /// - Throws: `AuditError`; the store is then as it was.
  package static func scan(
    _ request: ScanRequest,
    progress: ScanProgress
  ) throws(AuditError) -> AuditReport {
    // A wrong request must leave no new store behind.
    if let path = request.input.missingPath { throw .inputNotFound(path) }
    let (found, opened) = both(
      jobs: request.jobs,
      { Result { () throws(AuditError) in try Scan(request) } },
      { Result { () throws(AuditError) in try open(request.store) } }
    )
    var (scan, store) = (try found.get(), try opened.get())
    // From here on no other run writes: what it took before would be taken twice.
    let transaction = try begin(store, request, progress)
    let known = try KnownFiles(store, request)
    scan.leaveOut(known.contain)
    progress.filesKnown.store(scan.files.files.count - scan.unread.count, ordering: .relaxed)
    if known.isEmpty || !scan.unread.isEmpty {
      try fill(store, transaction, scan, request, progress, choice: known.choice)
    } else {
      try withStoreErrors { () throws(StoreError) in
        try transaction.note([RunSummary.startedName: request.started?.description])
      }
    }
    returnFreedMemory()
    let part = known.isEmpty ? ReportedPart.all : try given(scan, in: store)
    let loaded = try load(store, part, request.configuration)
    // Judged while the disk takes what was written.
    let (report, committed) = both(
      jobs: request.jobs,
      { AuditReport(facts: loaded.judged(jobs: request.jobs), jobs: request.jobs) },
      { Result { () throws(StoreError) in try transaction.commit() } }
    )
    try withStoreErrors { () throws(StoreError) in try committed.get() }
    return report
  }

  /// The days that logs tell of, and the logs themselves.
  private static func given(_ scan: Scan, in store: AuditStore) throws(AuditError) -> ReportedPart {
    let paths = Set(scan.files.files.map(\.path)).union(scan.files.unreadable.map(\.path))
    let days = try withStoreErrors { () throws(StoreError) in try store.days(ofFiles: paths) }
    // Logs without a record tell of no day.
    return ReportedPart(days: days ?? .max ... .max, files: paths)
  }

  static func open(_ location: StoreLocation) throws(AuditError) -> AuditStore {
    try withStoreErrors { () throws(StoreError) in
      switch location {
      case .file(let path): try .open(path: path)
      case .memory: try .inMemory()
      }
    }
  }

  static func fill(
    _ store: AuditStore,
    _ transaction: ScanTransaction,
    _ scan: Scan,
    _ request: ScanRequest,
    _ progress: ScanProgress,
    choice: String = "",
    isJudged: Bool = true
  ) throws(AuditError) {
    let (keys, openFrom) = try withStoreErrors { () throws(StoreError) in
      try transaction.read(scan.paths)
      return (try store.keysInQuestion(), try store.openFrom())
    }
    let failure = Mutex<StoreError?>(nil)
    @Sendable func keeping(_ write: () throws(StoreError) -> Void) {
      do throws(StoreError) {
        try write()
      } catch {
        failure.withLock { $0 = $0 ?? error }
        progress.cancel()
      }
    }
    do throws(AuditError) {
      var storage = Scan.Storage()
      storage.knownKeys = isJudged ? keys : nil
      storage.takeEvidence = { evidence in
        keeping { () throws(StoreError) in try transaction.add(evidence) }
      }
      if request.store != .memory {
        storage.takeRows = { rows in
          keeping { () throws(StoreError) in try transaction.add(rows) }
        }
        storage.window = { () throws(AuditError) in
          try withStoreErrors { () throws(StoreError) in try transaction.window() }
        }
      }
      let facts = try scan.run(progress: progress, storage)
      if let failure = failure.withLock({ $0 }) { throw AuditError(failure) }
      returnFreedMemory()
      try write(facts, to: transaction, scan, request, choice: choice, openFrom)
    } catch {
      // Whatever ended the run is what matters; closing the store rolls back as well.
      try? transaction.rollback()
      if let failure = failure.withLock({ $0 }) { throw AuditError(failure) }
      throw error
    }
  }

  private static func write(
    _ facts: UsageFacts,
    to transaction: ScanTransaction,
    _ scan: Scan,
    _ request: ScanRequest,
    choice: String,
    _ openFrom: Int32
  ) throws(AuditError) {
    let newest = facts.days.map(\.day).filter { $0 <= request.lastDay }.max()
    let next = max(openFrom, newest.map { $0 - request.retentionDays } ?? .min)
    var summary = RunSummary(request, skipped: scan.files.skipped).stored
    summary["files_skipped"] = String(scan.files.skipped.values.reduce(0, +))
    summary["open_from"] = String(next)
    summary[RunSummary.startedName] = request.started?.description
    try withStoreErrors { () throws(StoreError) in
      try transaction.write(
        facts,
        summary: summary,
        choice: choice,
        openFrom: openFrom,
        nextOpenFrom: next
      )
    }
  }

  /// Begins the scan's transaction, waiting for another run's end as long as asked.
  static func begin(
    _ store: AuditStore,
    _ request: ScanRequest,
    _ progress: ScanProgress
  ) throws(AuditError) -> ScanTransaction {
    var triesLeft = request.wait * 10
    while true {
      do throws(StoreError) {
        return try store.beginScan()
      } catch {
        guard error.code == .busy else { throw AuditError(error) }
        guard !progress.isCancelled else { throw .interrupted }
        guard triesLeft > 0 else { throw .storeInUse(path: error.path, waited: request.wait) }
      }
      triesLeft -= 1
      usleep(100_000)
    }
  }

  static func withStoreErrors<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(AuditError) -> Value {
    do {
      return try body()
    } catch {
      throw AuditError(error)
    }
  }

  /// Everything a report shows, from the store alone.
  ///
  /// - Parameters:
  ///   - store: of some scans.
  ///   - part: of it.
  ///   - configuration: as it was given; the exports complete it.
  /// - Returns: what is judged.
  /// - Throws: `store`.
  static func load(
    _ store: AuditStore,
    _ part: ReportedPart = .all,
    _ configuration: AuditConfiguration
  ) throws(AuditError) -> LoadedFacts {
    try withStoreErrors { () throws(StoreError) in
      let (byDay, summary) = try store.load(days: part.days)
      var stored = byDay.joiningDays()
      if let files = part.files { stored.keepEmptyFiles(files.contains) }
      let evidence = try store.evidence(names: Judgement.eventNames)
      let exports = try store.exports()
      return LoadedFacts(
        stored: stored,
        evidence: evidence,
        exports: exports,
        summary: summary,
        configuration: configuration.completed(by: exports)
      )
    }
  }

  static func hotKeys(
    _ rates: [RateFact],
    _ symbols: [String],
    _ query: HotKeyQuery,
    _ configuration: AuditConfiguration
  ) -> [HotKey] {
    let quotas = QuotaTable(
      overrides: configuration.quotaOverrides,
      applied: configuration.appliedQuotas
    )
    var criteria = HotKeyCriteria()
    criteria.threshold = query.threshold ?? configuration.threshold
    criteria.share = configuration.share
    criteria.since = query.scope.since
    criteria.until = query.scope.until
    return HotKeys.all(in: rates, symbols: symbols, criteria: criteria) {
      quotas.requestsPerSecond(account: $0, region: $1, family: $2)
    }
  }
}

/// What a store tells of some days.
struct LoadedFacts: Sendable {
  let stored: UsageFacts
  let evidence: [EvidenceFact]
  let exports: [AccessExport]
  let summary: [String: String]
  /// With what the exports tell.
  let configuration: AuditConfiguration

  /// The long tables, side by side.
  func judged(jobs: Int) -> AuditFacts {
    var facts = AuditFacts()
    let (judgement, tables) = both(
      jobs: jobs,
      {
        Judgement(
          stored,
          evidence: evidence,
          exports: exports,
          organization: configuration.organizationAccounts.union(stored.recipientAccounts),
          jobs: jobs
        )
      },
      {
        (
          usage: stored.usageRows,
          coverage: CoverageRows(stored).sorted,
          hotKeys: Audit.hotKeys(stored.rates, stored.symbols, HotKeyQuery(), configuration)
        )
      }
    )
    (facts.usage, facts.hotKeys) = (tables.usage, tables.hotKeys)
    facts.coverage = tables.coverage
    (facts.crossAccount, facts.grants) = (judgement.crossAccount, judgement.grants)
    facts.notJudgedSingly = judgement.notJudgedSingly
    facts.keyChanges = evidence.filter { KeyChangeRow.eventNames.contains($0.eventName) }
      .compactMap(KeyChangeRow.init)
    facts.policyChanges = PolicyChangeRow.rows(judgement.history, facts.keyChanges)
    facts.run = RunSummary(stored: summary, stored, configuration)
    return facts
  }
}

extension UsageFacts {
  /// Accounts with records of their own in the input.
  var recipientAccounts: Set<String> {
    Set(coverage.map(\.account)).subtracting([""])
  }
}

extension Judgement {
  static var eventNames: Set<String> { AccessHistory.eventNames.union(KeyChangeRow.eventNames) }
}

extension AuditError {
  init(_ error: StoreError) { self = .store(path: error.path, reason: error.reason) }
}
