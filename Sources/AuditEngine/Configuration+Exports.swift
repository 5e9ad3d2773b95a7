import KMSAccess
import KMSModel

extension AuditConfiguration {
  /// The kinds of exports that tell what a configuration may tell as well.
  static let exportKinds: Set<ExportKind> = [.quotas, .accounts]

  /// With what exports tell beside it; where both tell, the configuration's own word counts.
  ///
  /// Quotas are the latest exported, whatever the time of the use: Service Quotas keeps no history
  /// of the values that applied.
  func completed(by exports: [AccessExport]) -> AuditConfiguration {
    var completed = self
    let exports = exports.sorted { $0.time < $1.time }
    for export in exports {
      guard case .quotas(let account, let region, let quotas) = export.content else { continue }
      for quota in quotas {
        guard let family = QuotaFamily.limited(byQuota: quota.code, name: quota.name) else {
          continue
        }
        let applied = AppliedQuota(account: account, region: region, family: family)
        completed.appliedQuotas[applied] = quota.value
      }
    }
    let accounts = Self.organization(exports)
    completed.organizationAccounts.formUnion(accounts.map(\.id))
    completed.accountNames.merge(
      accounts.filter { !$0.name.isEmpty }.map { ($0.id, $0.name) },
      uniquingKeysWith: { own, _ in own }
    )
    return completed
  }

  /// The accounts of the latest complete list and of what was exported after it: who is missing in
  /// a complete list has left.
  private static func organization(_ exports: [AccessExport]) -> [OrganizationAccount] {
    var known: [String: OrganizationAccount] = [:]
    for export in exports {
      guard case .accounts(let accounts, let isComplete) = export.content else { continue }
      if isComplete { known = [:] }
      for account in accounts { known[account.id] = account }
    }
    return Array(known.values)
  }
}
