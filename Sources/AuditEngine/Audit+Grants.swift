import AuditFindings
package import AuditReports
import KMSAccess
import KMSModel
import KMSUsage

extension Audit {
  /// The grants that the logs and exports in the store show, with their use.
  ///
  /// - Parameters:
  ///   - query: the question.
  ///   - path: of the store.
  ///   - configuration: as it was given.
  ///   - jobs: threads.
  /// - Returns: the answer.
  /// - Throws: `store` for one that cannot be read.
  package static func grants(
    _ query: GrantQuery,
    store path: String,
    configuration: AuditConfiguration,
    jobs: Int
  ) throws(AuditError) -> GrantsAnswer {
    var audit = try StoredAudit(store: path, configuration, of: .named(query.key), jobs: jobs)
    let keys = audit.keys
    audit.keepAccess(to: keys)
    let judgement = audit.judgement(jobs: jobs)
    // Accounts of AWS's services are not outside either.
    let known = audit.organization.union(audit.configuration.serviceAccounts.keys)
    let listed = zip(judgement.history.grants, judgement.grants).compactMap { grant, row in
      keys?.contains(grant.keyARN) ?? true ? ListedGrant(grant, row, known) : nil
    }
    return GrantsAnswer(
      grants: listed.filter(query.choice.allows),
      kept: KeptDays(use: audit.facts.kept.use)
    )
  }
}

extension GrantQuery.Choice {
  fileprivate func allows(_ grant: ListedGrant) -> Bool {
    switch self {
    case .all: true
    case .unused: grant.isToAnotherAccount && !grant.hasEnded && grant.row.requests == 0
    case .external: grant.isExternal
    case .ended: grant.hasEnded
    }
  }
}

extension ListedGrant {
  fileprivate init(_ grant: Grant, _ row: GrantRow, _ known: Set<String>) {
    let account = row.granteeAccount
    let isToAnotherAccount = account != nil && account != ARN.account(of: grant.keyARN)
    let origin: Origin =
      if !grant.createEventID.isEmpty {
        .event(id: grant.createEventID)
      } else if let first = grant.listed?.lowerBound {
        .export(file: grant.exportSource, first)
      } else {
        .endAlone
      }
    self.init(
      row: row,
      origin: origin,
      missingAt: grant.endedAt == nil ? grant.missingAt : nil,
      isToAnotherAccount: isToAnotherAccount,
      isExternal: isToAnotherAccount && account.map { !known.contains($0) } == true
    )
  }
}
