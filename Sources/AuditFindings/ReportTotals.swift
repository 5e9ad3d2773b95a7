package import KMSModel

/// What one consuming account used in all.
package struct ConsumerTotal: Hashable, Sendable {
  /// "" when the log does not tell.
  package let account: String
  /// Distinct key ARNs.
  package let keys: Int
  /// Uses; a ReEncrypt is two.
  package let uses: Int
  /// Uses of keys of other accounts.
  package let crossAccountUses: Int
  package let denied: Int
  package let throttled: Int
  package let failed: Int
  package let lastSeen: Timestamp
}

/// Requests of the cross-account uses that were decided in one way.
package struct DecisionTotal: Hashable, Sendable {
  package let decision: String
  package let isExternal: Bool
  package let requests: Int
}

/// Sums over the rows, for the reader of a report.
package struct ReportTotals: Hashable, Sendable {
  /// The heaviest users first.
  package let consumers: [ConsumerTotal]
  /// By decision, external consumers first.
  package let decisions: [DecisionTotal]
  package let accountsCovered: Int
  package let regionsCovered: Int
  package let firstRecord: Timestamp?
  package let lastRecord: Timestamp?

  package init(_ facts: AuditFacts) {
    consumers = Self.consumers(of: facts.usage)
    decisions = Self.decisions(of: facts.crossAccount)
    accountsCovered = Set(facts.coverage.map(\.account)).subtracting([""]).count
    regionsCovered = Set(facts.coverage.map(\.region)).subtracting([""]).count
    firstRecord = facts.coverage.compactMap(\.firstRecord).min()
    lastRecord = facts.coverage.compactMap(\.lastRecord).max()
  }

  private static func consumers(of usage: [UsageRow]) -> [ConsumerTotal] {
    Dictionary(grouping: usage, by: \.consumerAccount)
      .map { ConsumerTotal(account: $0, rows: $1) }
      .sorted { $0.uses != $1.uses ? $0.uses > $1.uses : $0.account < $1.account }
  }

  private static func decisions(of rows: [CrossAccountRow]) -> [DecisionTotal] {
    struct Kind: Hashable { let decision: String, isExternal: Bool }
    return Dictionary(grouping: rows) {
      Kind(decision: $0.decision, isExternal: !$0.consumerInOrganization)
    }
    .map { kind, rows in
      DecisionTotal(
        decision: kind.decision,
        isExternal: kind.isExternal,
        requests: rows.reduce(0) { $0 + $1.requests }
      )
    }
    .sorted { ($0.decision, $0.isExternal ? 0 : 1) < ($1.decision, $1.isExternal ? 0 : 1) }
  }
}

extension ConsumerTotal {
  fileprivate init(account: String, rows: [UsageRow]) {
    self.account = account
    keys = Set(rows.lazy.map(\.keyARN).filter { $0.hasPrefix("arn:") }).count
    uses = rows.reduce(0) { $0 + $1.requests }
    crossAccountUses = rows.lazy.filter { !$0.keyAccount.isEmpty && $0.keyAccount != account }
      .reduce(0) { $0 + $1.requests }
    denied = rows.reduce(0) { $0 + $1.denied }
    throttled = rows.reduce(0) { $0 + $1.throttled }
    failed = rows.reduce(0) { $0 + $1.failed }
    lastSeen = rows.lazy.map(\.lastSeen).max() ?? Timestamp(0)
  }
}
