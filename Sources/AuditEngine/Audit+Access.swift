import AuditFindings
package import AuditReports
import CloudTrail
import KMSModel
import KMSUsage

extension Audit {
  /// The decisions on the cross-account use in the store of an earlier scan.
  ///
  /// - Parameters:
  ///   - query: the question.
  ///   - path: of the store.
  ///   - configuration: as it was given.
  ///   - jobs: threads.
  /// - Returns: the answer.
  /// - Throws: `store` for one that cannot be read.
  package static func access(
    _ query: AccessQuery,
    store path: String,
    configuration: AuditConfiguration,
    jobs: Int
  ) throws(AuditError) -> AccessAnswer {
    var audit = try StoredAudit(
      store: path,
      configuration,
      of: .named(query.key),
      scope: query.scope,
      jobs: jobs
    )
    audit.keepAccess(to: audit.keys)
    audit.keepAccess(of: query.scope)
    let rows = audit.judgement(jobs: jobs).crossAccount
    return AccessAnswer(
      rows: query.decisions.isEmpty ? rows : rows.filter { query.decisions.contains($0.decision) },
      kept: KeptDays(use: audit.facts.kept.concerning(since: query.scope.since).use)
    )
  }
}

extension StoredAudit {
  fileprivate mutating func keepAccess(of scope: Scope) {
    keepAccess(since: scope.since, until: scope.until)
    if scope.accounts.isEmpty, scope.regions.isEmpty { return }
    keepAccess { use, facts in
      let accounts = [facts.text(use.consumerAccount), facts.text(use.keyAccount)]
      return (scope.accounts.isEmpty || !scope.accounts.isDisjoint(with: accounts))
        && (scope.regions.isEmpty || scope.regions.contains(facts.text(use.region)))
    }
  }
}
