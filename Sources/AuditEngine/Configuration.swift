package import KMSModel

/// The organization's own facts, from `kmsaudit.yaml` and from exports.
package struct AuditConfiguration: Hashable, Sendable {
  package var quotaOverrides: [QuotaOverride] = []
  /// From exports of Service Quotas.
  package var appliedQuotas: [AppliedQuota: Double] = [:]
  /// Account id → name.
  package var accountNames: [String: String] = [:]
  package var organizationAccounts: Set<String> = []
  /// Accounts AWS services call from: account id → service.
  package var serviceAccounts = ServiceAccounts.defaults
  /// Part of the quota, 0…1, from which on an account is near it.
  package var threshold = 0.8
  /// Part of its account's rate, 0…1, that makes a key material to it.
  package var share = 0.1

  package init() {}
}
