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
    let taken = try KnownFiles(store, scan.files, request)
    try scan.leaveOut(taken)
    let known = scan.files.files.count - scan.unread.count - scan.changedTooLate
    progress.filesKnown.store(known, ordering: .relaxed)
    if taken.isEmpty || !scan.paths.isEmpty {
      try fill(store, transaction, scan, request, progress, choice: taken.choice)
    }
    returnFreedMemory()
    let part = taken.isEmpty ? ReportedPart.all : try given(scan, taken, in: store)
    let loaded = try load(
      store,
      part,
      request.configuration,
      changedTooLate: scan.changedTooLate
    )
    try withStoreErrors { () throws(StoreError) in
      try transaction.note([
        RunSummary.startedName: request.started?.description,
        RunSummary.reportedName: loaded.daysText,
      ])
    }
    let facts = try judge(loaded, whileCommitting: transaction, request)
    returnFreedMemory()
    return AuditReport(facts: facts, jobs: request.jobs)
  }

  /// The disk takes what was written while it is judged: with all that the logs told, also of what is
  /// too old to be kept so.
  private static func judge(
    _ loaded: LoadedFacts,
    whileCommitting transaction: ScanTransaction,
    _ request: ScanRequest
  ) throws(AuditError) -> AuditFacts {
    let (facts, committed) = both(
      jobs: request.jobs,
      { loaded.judged(jobs: request.jobs) },
      {
        Result { () throws(StoreError) in
          if let retention = request.retention {
            try transaction.prune(retention, lastDay: request.lastDay)
          }
          try transaction.commit()
        }
      }
    )
    try withStoreErrors { () throws(StoreError) in try committed.get() }
    return facts
  }

  /// The days that logs tell of, and the logs themselves.
  private static func given(
    _ scan: Scan,
    _ taken: KnownFiles,
    in store: AuditStore
  ) throws(AuditError) -> ReportedPart {
    let paths = Set(scan.files.files.map(\.path)).union(scan.files.unreadable.map(\.path))
    let read = try withStoreErrors { () throws(StoreError) in try store.files(scan.paths) }
    let days = read.values.compactMap(\.days)
      .reduce(taken.days(without: scan.paths)) { $1.joined(with: $0) }
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
      storage.takeFiles = { files, diagnostics in
        keeping { () throws(StoreError) in
          try transaction.add(files, diagnostics, choice: choice)
        }
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
      try write(facts, to: transaction, scan, request, openFrom)
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
    _ openFrom: Int32
  ) throws(AuditError) {
    let newest = facts.days.map(\.day).filter { $0 <= request.lastDay }.max()
    let next = max(openFrom, newest.map { $0 - request.retentionDays } ?? .min)
    var summary = RunSummary(request, skipped: scan.files.skipped).stored
    summary["files_skipped"] = String(scan.files.skipped.values.reduce(0, +))
    summary["open_from"] = String(next)
    try withStoreErrors { () throws(StoreError) in
      try transaction.write(
        facts,
        summary: summary,
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

  static func hotKeys(
    _ rates: [RateFact],
    _ hourly: [HourlyRateFact],
    sums: [RateSum] = [],
    _ symbols: [String],
    _ query: HotKeyQuery,
    _ configuration: AuditConfiguration
  ) -> [HotKey] {
    HotKeys.all(
      in: rates,
      hourly: hourly,
      sums: sums,
      symbols: symbols,
      criteria: query.criteria(configuration),
      quota: configuration.quotas.requestsPerSecond
    )
  }
}

extension HotKeyQuery {
  func criteria(_ configuration: AuditConfiguration) -> HotKeyCriteria {
    var criteria = HotKeyCriteria()
    criteria.threshold = threshold ?? configuration.threshold
    criteria.share = configuration.share
    (criteria.since, criteria.until) = (scope.since, scope.until)
    return criteria
  }
}

extension AuditConfiguration {
  var quotas: QuotaTable { QuotaTable(overrides: quotaOverrides, applied: appliedQuotas) }
}

extension AuditError {
  init(_ error: StoreError) { self = .store(path: error.path, reason: error.reason) }
}
