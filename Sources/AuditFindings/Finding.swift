package import KMSModel
import KMSUsage
import Parallel
import Synchronization

/// How much a finding weighs; each rule says when it gives which.
package enum Severity: Int, Hashable, Comparable, Sendable, CaseIterable {
  case informational, low, medium, high, critical

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  package var text: String {
    switch self {
    case .informational: "informational"
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .critical: "critical"
    }
  }
}

/// What stands behind findings of one kind.
package struct Rule: Hashable, Sendable {
  /// Stable: `cross-account-not-covered`.
  package let id: String
  package let title: String
  /// Controls whose evidence it is, by framework and number.
  package let controls: [String]
  /// What to do about it.
  package let remedy: String
}

/// Something a reviewer has to look at, with the evidence for it.
package struct Finding: Hashable, Sendable {
  package enum Status: String, Hashable, Sendable {
    case open
    /// The logs do not tell; it is for a person to decide.
    case undetermined
  }

  /// Pieces of evidence kept of one finding.
  package static let evidenceKept = 10

  package let rule: Rule
  package let severity: Severity
  package let status: Status
  /// What it is about: a key ARN, or an account and Region.
  package let subject: String
  /// The facts in a sentence or two, with texts from the log as they stood there.
  package let summary: String
  package let firstSeen: Timestamp?
  package let lastSeen: Timestamp?
  /// Requests, grants, changes or files, as the rule says.
  package let count: Int
  /// The smallest event ids, or names of files; never empty.
  package let evidence: [String]
}

/// Everything the rules find.
package enum Findings {
  private static let rules: [any FindingRule.Type] = [
    AccountNearQuota.self, ThrottledRequests.self, CrossAccountNotCovered.self,
    CrossAccountUndetermined.self, CrossAccountDenied.self, CoveredByOpenStatement.self,
    UseAfterGrantEnded.self, ForeignKeyUsed.self, GrantToExternalPrincipal.self,
    GrantOfAllOperations.self, GrantNeverUsed.self, KeyPolicyOpened.self,
    KeyDeletionScheduled.self, LockoutCheckBypassed.self, KMSEventsExcluded.self,
    IncompleteInput.self, UnresolvedKeys.self,
  ]

  /// Heaviest first; of equal weight the one with the greater count, then by rule and subject.
  package static func all(in facts: AuditFacts, jobs: Int) -> [Finding] {
    let found = Mutex([[Finding]](repeating: [], count: rules.count))
    concurrently(rules.count, jobs: jobs) { index in
      let findings = rules[index].findings(in: facts)
      found.withLock { $0[index] = findings }
    }
    return found.withLock { $0 }.joined().sorted { left, right in
      if left.severity != right.severity { return left.severity > right.severity }
      if left.count != right.count { return left.count > right.count }
      return (left.rule.id, left.subject, left.summary)
        < (right.rule.id, right.subject, right.summary)
    }
  }
}

/// Facts in, findings out.
protocol FindingRule: Sendable {
  static var rule: Rule { get }
  static func findings(in facts: AuditFacts) -> [Finding]
}
