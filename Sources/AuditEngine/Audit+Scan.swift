import AuditFindings
package import AuditReports
import AuditStore
import CloudTrail
import KMSAccess
import KMSModel
import KMSUsage
import Parallel
import Synchronization

extension Audit {
  /// Reads the logs into the store, judges from the store and makes the report of it.
  ///
  /// - Throws: `AuditError`; the store is then as it was.
  package static func scan(
    _ request: ScanRequest,
    progress: ScanProgress
  ) throws(AuditError) -> AuditReport {
    let scan = try Scan(request)
    let store = try open(request.store)
    try fill(store, scan, request, progress)
    returnFreedMemory()
    return AuditReport(
      facts: try facts(in: store, request.configuration, jobs: request.jobs),
      jobs: request.jobs
    )
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
    _ scan: Scan,
    _ request: ScanRequest,
    _ progress: ScanProgress,
    isJudged: Bool = true
  ) throws(AuditError) {
    let (keys, transaction) = try withStoreErrors { () throws(StoreError) in
      (try store.exportedKeys(), try store.beginScan())
    }
    let failure = Mutex<StoreError?>(nil)
    do {
      let facts = try scan.run(progress: progress, knownKeys: isJudged ? keys : nil) { evidence in
        do throws(StoreError) {
          try transaction.add(evidence)
        } catch {
          failure.withLock { $0 = $0 ?? error }
          progress.cancel()
        }
      }
      returnFreedMemory()
      let summary = RunSummary(request, skipped: scan.files.skipped).stored
      try withStoreErrors { () throws(StoreError) in
        try transaction.commit(facts, summary: summary)
      }
    } catch {
      // Whatever ended the run is what matters; closing the store rolls back as well.
      try? transaction.rollback()
      if let failure = failure.withLock({ $0 }) { throw AuditError(failure) }
      throw error
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
  static func facts(
    in store: AuditStore,
    _ configuration: AuditConfiguration,
    jobs: Int
  ) throws(AuditError) -> AuditFacts {
    try withStoreErrors { () throws(StoreError) in
      let (stored, summary) = try store.load()
      let evidence = try store.evidence(names: Judgement.eventNames)
      let exports = try store.exports()
      let configuration = configuration.completed(by: exports)
      var facts = judged(stored, evidence, exports, configuration, jobs: jobs)
      facts.run = RunSummary(stored: summary, stored, configuration)
      return facts
    }
  }

  /// The long tables, side by side.
  private static func judged(
    _ stored: UsageFacts,
    _ evidence: [EvidenceFact],
    _ exports: [AccessExport],
    _ configuration: AuditConfiguration,
    jobs: Int
  ) -> AuditFacts {
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
          hotKeys: hotKeys(stored.rates, stored.symbols, HotKeyQuery(), configuration)
        )
      }
    )
    (facts.usage, facts.hotKeys) = (tables.usage, tables.hotKeys)
    facts.coverage = tables.coverage
    (facts.crossAccount, facts.grants) = (judgement.crossAccount, judgement.grants)
    facts.keyChanges = evidence.filter { KeyChangeRow.eventNames.contains($0.eventName) }
      .compactMap(KeyChangeRow.init)
    facts.policyChanges = PolicyChangeRow.rows(judgement.history, facts.keyChanges)
    return facts
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

extension UsageFacts {
  /// Accounts with records of their own in the input.
  var recipientAccounts: Set<String> {
    Set(coverage.map { text($0.account) }).subtracting([""])
  }
}

extension Judgement {
  static var eventNames: Set<String> { AccessHistory.eventNames.union(KeyChangeRow.eventNames) }
}

extension AuditError {
  init(_ error: StoreError) { self = .store(path: error.path, reason: error.reason) }
}
