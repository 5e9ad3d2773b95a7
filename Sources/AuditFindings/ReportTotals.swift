package import KMSModel

/// What one consuming account used in all.
package struct ConsumerTotal: Hashable, Sendable {
  /// "" when the log does not tell.
  package let account: String
  /// Distinct key ARNs.
  package internal(set) var keys = 0
  /// Uses; a ReEncrypt is two.
  package internal(set) var uses = 0
  /// Uses of keys of other accounts.
  package internal(set) var crossAccountUses = 0
  package internal(set) var denied = 0
  package internal(set) var throttled = 0
  package internal(set) var failed = 0
  package internal(set) var lastSeen = Timestamp(0)
  /// The AWS service whose own account it is; "" for any other.
  package internal(set) var service = ""
}

/// Requests of the cross-account uses that were decided in one way.
package struct DecisionTotal: Hashable, Sendable {
  package let decision: String
  package let isExternal: Bool
  package internal(set) var requests = 0
}

/// Sums over the rows, for the reader of a report.
package struct ReportTotals: Hashable, Sendable {
  /// The heaviest users first.
  package let consumers: [ConsumerTotal]
  /// By decision, external consumers first.
  package let decisions: [DecisionTotal]
  /// Those with records; a file without any covers none.
  package let accountsCovered: Int
  package let regionsCovered: Int
  package let firstRecord: Timestamp?
  package let lastRecord: Timestamp?

  package init(_ facts: AuditFacts) {
    consumers = Self.consumers(of: facts.usage)
    decisions = Self.decisions(of: facts.crossAccount)
    let covered = facts.coverage.filter { $0.records > 0 }
    accountsCovered = Set(covered.map(\.account)).subtracting([""]).count
    regionsCovered = Set(covered.map(\.region)).subtracting([""]).count
    firstRecord = facts.coverage.compactMap(\.firstRecord).min()
    lastRecord = facts.coverage.compactMap(\.lastRecord).max()
  }

  private static func consumers(of usage: LazyRows<UsageRow>) -> [ConsumerTotal] {
    var totals: [String: ConsumerTotal] = [:]
    var keys: [String: Set<String>] = [:]
    for row in usage {
      let account = row.consumerAccount
      totals[account, default: ConsumerTotal(account: account)].add(row)
      if row.keyARN.hasPrefix("arn:") { keys[account, default: []].insert(row.keyARN) }
    }
    for (account, keys) in keys { totals[account]?.keys = keys.count }
    return totals.values
      .sorted { $0.uses != $1.uses ? $0.uses > $1.uses : $0.account < $1.account }
  }

  private static func decisions(of rows: [CrossAccountRow]) -> [DecisionTotal] {
    struct Kind: Hashable { let decision: String, isExternal: Bool }
    var totals: [Kind: DecisionTotal] = [:]
    for row in rows {
      let kind = Kind(decision: row.decision, isExternal: !row.consumerInOrganization)
      let none = DecisionTotal(decision: kind.decision, isExternal: kind.isExternal)
      totals[kind, default: none].requests += row.requests
    }
    return totals.values
      .sorted { ($0.decision, $0.isExternal ? 0 : 1) < ($1.decision, $1.isExternal ? 0 : 1) }
  }
}

extension ConsumerTotal {
  fileprivate mutating func add(_ row: UsageRow) {
    uses += row.requests
    if !row.keyAccount.isEmpty, row.keyAccount != account { crossAccountUses += row.requests }
    denied += row.denied
    throttled += row.throttled
    failed += row.failed
    lastSeen = max(lastSeen, row.lastSeen)
    if row.attribution == "aws-service" { service = row.service }
  }
}
