package import KMSModel
package import KMSUsage

/// Everything a report shows, resolved to text and sorted in report order: the input of the
/// finding rules and of the renderers, which compute nothing.
package struct AuditFacts: Sendable {
  package var usage: LazyRows<UsageRow> = []
  package var hotKeys: [HotKey] = []
  package var crossAccount: [CrossAccountRow] = []
  package var notJudgedSingly = NotJudgedSingly()
  package var grants: [GrantRow] = []
  package var keyChanges: [KeyChangeRow] = []
  package var policyChanges: [PolicyChangeRow] = []
  package var coverage: [CoverageRow] = []
  /// Accounts with records of their own, on whatever day.
  package var trailAccounts: Set<String> = []
  /// Begin of the first day that is reported, where there are earlier ones; else nil.
  package var since: Timestamp?
  package var run = RunSummary()

  package init() {}
}
