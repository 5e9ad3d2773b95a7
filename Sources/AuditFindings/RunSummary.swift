import KMSModel
package import KMSUsage

/// What `run.json` tells.
package struct RunSummary: Sendable {
  package var version = ""
  package var counters = RunCounters()
  /// What the store no longer has whole of the days reported.
  package var kept = KeptDays()
  package var diagnostics: [Diagnostic] = []
  /// Files left out and why, by reason: `CloudTrail-Digest` → 12.
  package var skippedByReason: [String: Int] = [:]
  package var quotaTableDate = ""
  package var threshold = 0.8
  package var share = 0.1
  /// Scope asked for, as text; "" when everything.
  package var since = ""
  package var until = ""
  package var accounts: [String] = []
  package var regions: [String] = []
  /// From the configuration: account id → name.
  package var accountNames: [String: String] = [:]
  /// From the configuration: accounts of the organization beyond those the input covers.
  package var organizationAccounts: Set<String> = []
  /// Accounts AWS services call from: neither the organization's nor foreign.
  package var serviceAccounts: Set<String> = Set(ServiceAccounts.defaults.keys)

  package init() {}

  package mutating func leaveOut(_ files: Int, _ reason: String) {
    guard files > 0 else { return }
    skippedByReason[reason] = files
    counters.files += files
    counters.filesSkipped += files
  }
}
