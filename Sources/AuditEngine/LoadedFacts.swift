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
}

extension Audit {
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
