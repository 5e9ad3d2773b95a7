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
  package var run = RunSummary()

  package init() {}
}
