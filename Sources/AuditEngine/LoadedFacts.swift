import AuditFindings
import AuditReports
import AuditStore
import KMSAccess
import KMSModel
import KMSUsage
import Parallel

/// What a report is about.
struct ReportedPart {
  /// UTC days since 1970-01-01; nil for all.
  var days: ClosedRange<Int32>?
  /// Of files without a usable record only these; nil for all of the days.
  var files: Set<String>?

  static let all = ReportedPart()

  var since: Timestamp? { days.map { Timestamp(Int64($0.lowerBound) * 86400) } }

  func contains(_ time: Timestamp) -> Bool { days?.contains(time.day) ?? true }
}

extension Audit {
  /// Everything a report shows, from the store alone.
  ///
  /// - Parameters:
  ///   - store: of some scans.
  ///   - part: of it.
  ///   - configuration: as it was given; the exports complete it.
  ///   - changedTooLate: files that the scan which asks has left out.
  /// - Returns: what is judged.
  /// - Throws: `store`.
  static func load(
    _ store: AuditStore,
    _ part: ReportedPart,
    _ configuration: AuditConfiguration,
    changedTooLate: Int
  ) throws(AuditError) -> LoadedFacts {
    try withStoreErrors { () throws(StoreError) in
      var (stored, summary) = try store.load(days: part.days)
      stored.joinDays()
      if let files = part.files { stored.keepEmptyFiles(files.contains) }
      let exports = try store.exports()
      return LoadedFacts(
        part: part,
        stored: stored,
        watched: part.days == nil
          ? stored.watchedHours(and: try store.settledWatchedHours())
          : try store.watchedHours(),
        evidence: try store.evidence(names: Judgement.eventNames),
        exports: exports,
        summary: summary,
        configuration: configuration.completed(by: exports),
        changedTooLate: changedTooLate
      )
    }
  }

  /// As `load`, of a store to which this run writes nothing: on two threads, and of days without a hot
  /// second with the sums of their rates.
  static func loadCommitted(
    _ store: AuditStore,
    _ part: ReportedPart,
    _ configuration: AuditConfiguration,
    jobs: Int
  ) throws(AuditError) -> LoadedFacts {
    let (use, others) = try withStoreErrors { () throws(StoreError) in
      try store.readingBoth(
        jobs: jobs,
        { store throws(StoreError) in try store.load(days: part.days, withRates: false) },
        { store throws(StoreError) in try CommittedFacts(store, part, configuration) }
      )
    }
    var stored = use.facts
    stored.joinDays()
    (stored.rates, stored.hourlyRates) = (others.rates.rates, others.rates.hourly)
    return LoadedFacts(
      part: part,
      stored: stored,
      sums: others.rates.sums,
      watched: part.days == nil ? stored.watchedHours(and: others.watched) : others.watched,
      evidence: others.evidence,
      exports: others.exports,
      summary: use.summary,
      configuration: others.configuration,
      changedTooLate: 0
    )
  }
}

/// What is read beside the use.
private struct CommittedFacts: Sendable {
  let exports: [AccessExport]
  let configuration: AuditConfiguration
  let rates: StoredRates
  /// Of all days only the settled ones.
  let watched: [WatchedHours]
  let evidence: [EvidenceFact]

  init(
    _ store: AuditStore,
    _ part: ReportedPart,
    _ configuration: AuditConfiguration
  ) throws(StoreError) {
    exports = try store.exports()
    self.configuration = configuration.completed(by: exports)
    rates = try store.rates(RateQuery(days: part.days), HotKeyQuery(), self.configuration)
    watched = part.days == nil ? try store.settledWatchedHours() : try store.watchedHours()
    evidence = try store.evidence(names: Judgement.eventNames)
  }
}

/// What a store tells of some days, and of all that went before what decides on their use.
struct LoadedFacts: Sendable {
  let part: ReportedPart
  let stored: UsageFacts
  /// Of rates that are not in `stored`.
  var sums: [RateSum] = []
  /// On all days: what is known of a key must have been watched since.
  let watched: [WatchedHours]
  let evidence: [EvidenceFact]
  let exports: [AccessExport]
  let summary: [String: String]
  /// With what the exports tell.
  let configuration: AuditConfiguration
  /// Files that the scan which asks has left out.
  let changedTooLate: Int

  /// The long tables, side by side.
  func judged(jobs: Int) -> AuditFacts {
    var facts = AuditFacts()
    let (judgement, tables) = both(
      jobs: jobs,
      {
        Judgement(
          stored,
          watched: watched,
          evidence: evidence,
          exports: exports,
          organization: configuration.organizationAccounts.union(watched.accounts),
          jobs: jobs
        )
      },
      {
        (
          usage: stored.usageRows,
          coverage: CoverageRows(stored).sorted,
          hotKeys: Audit.hotKeys(
            stored.rates,
            stored.hourlyRates,
            sums: sums,
            stored.symbols,
            HotKeyQuery(),
            configuration
          ),
          changes: evidence.filter { KeyChangeRow.eventNames.contains($0.eventName) }
            .compactMap(KeyChangeRow.init)
        )
      }
    )
    (facts.usage, facts.hotKeys) = (tables.usage, tables.hotKeys)
    facts.coverage = tables.coverage
    facts.crossAccount = judgement.crossAccount
    facts.notJudgedSingly = judgement.notJudgedSingly
    facts.keyChanges = tables.changes.filter { part.contains($0.time) }
    (facts.grants, facts.policyChanges) = both(
      jobs: jobs,
      { judgement.grants },
      {
        PolicyChangeRow.rows(judgement.history, tables.changes)
          .filter { part.contains($0.time) }
      }
    )
    facts.run = RunSummary(stored: summary, stored, configuration)
    facts.run.kept = stored.kept.concerning(since: part.since)
    facts.run.leaveOut(changedTooLate, "changed after its days were settled")
    facts.trailAccounts = watched.accounts
    facts.since = since
    return facts
  }

  private var since: Timestamp? {
    part.since.flatMap { since in
      watched.contains { $0.hours.lowerBound < since.hour } ? since : nil
    }
  }
}

extension UsageFacts {
  /// Of all their files, and others.
  func watchedHours(and others: [WatchedHours]) -> [WatchedHours] {
    let own = coverage.map {
      WatchedHours(account: $0.account, region: $0.region, hours: $0.hour...$0.hour)
    }
    return (others + own).joined
  }
}

extension [WatchedHours] {
  /// Accounts with records of their own.
  var accounts: Set<String> { Set(map(\.account)).subtracting([""]) }
}

extension Judgement {
  static var eventNames: Set<String> { AccessHistory.eventNames.union(KeyChangeRow.eventNames) }
}
