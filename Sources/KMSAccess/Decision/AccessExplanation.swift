package import KMSModel

/// A decision with all that it rests on, for a reader to follow.
package struct AccessExplanation: Hashable, Sendable {
  package var request: AccessRequest
  package var time: Timestamp
  package var decision: AccessDecision
  /// Those that stand at that moment, then those replaced so shortly before that they may still
  /// apply.
  package var policies: [PolicyInForce] = []
  /// Every grant of the key that is in force, whomever it names; the earliest first.
  package var grantsInForce: [Grant] = []
  /// nil when it is not known.
  package var keyState: KeyStateEntry?
  /// Every grant that names the caller or may do so, then every statement of the policies.
  package var candidates: [Candidate] = []
  /// All that is missing to tell.
  package var missing: [String] = []
  /// nil when no grant can permit it, or the caller has no name that a grant could hold.
  package var smallestGrant: SmallestGrant?
  /// nil when the caller has no name that a policy could hold.
  package var smallestStatement: SmallestStatement?
}

extension AccessExplanation {
  package struct PolicyInForce: Hashable, Sendable {
    /// As a basis names it: `the key policy set 2026-11-22T04:02:00Z`.
    package var origin: PolicyOrigin
    /// The event or the export that tells it.
    package var source: PolicyEntry.Source
    /// Less than five minutes before.
    package var isReplaced: Bool
    package var document: PolicyEntry.Document
  }

  /// A grant or a statement that was looked at.
  package struct Candidate: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case grant, allow, deny }

    package enum Result: Hashable, Sendable {
      /// It covers, or for a Deny denies, the request.
      case applies
      /// The first thing that failed.
      case fails(String)
      /// What would have to be known to tell.
      case unknown([String])
    }

    package var kind: Kind
    /// `grant ID`, or `statement NAME of the key policy set T`.
    package var name: String
    package var result: Result
  }
}
