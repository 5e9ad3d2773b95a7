package import KMSModel

/// A decision with all that it rests on, for a reader to follow.
package struct AccessExplanation: Hashable, Sendable {
  /// A grant or a statement that was looked at.
  package struct Candidate: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case grant, statement }
    package enum Result: Hashable, Sendable {
      case covers
      /// The first thing that failed.
      case fails(String)
      /// What would have to be known to tell.
      case unknown([String])
    }

    package var kind: Kind
    /// A grant id, or the name of a statement and its policy.
    package var name: String
    package var result: Result
  }

  package var time: Timestamp
  package var decision: AccessDecision
  package var candidates: [Candidate] = []
  /// Everything that is missing to tell, not only the first.
  package var unknown: [String] = []
}

extension UseCover {
  /// The decision on the request at one moment, and all that it rests on.
  package func explanation(at time: Timestamp, denied: Bool) -> AccessExplanation {
    AccessExplanation(time: time, decision: decision(at: time, denied: denied))
  }
}
