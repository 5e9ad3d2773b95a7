/// What a key policy says of a request.
///
/// It is the key's side alone: the caller's own policies are not asked.
package struct PolicyVerdict: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    /// By the statement of that index.
    case denied(statement: Int)
    /// By the statement of that index, the least open of those that allow.
    case allowed(statement: Int)
    /// Short plain texts: what would have to be known to tell.
    case undetermined(missing: [String])
    case notAllowed
  }

  package var outcome: Outcome
  /// What would have to be known to rule out that a Deny applies; empty when none can.
  ///
  /// A Deny beats grants too.
  package var missingForDeny: [String]
  /// Of every statement, in their order.
  package var statements: [StatementMatch]
}

/// Whether one statement applies to a request.
package enum StatementMatch: Hashable, Sendable {
  case matched
  /// The first thing that failed for certain.
  case failed(StatementFailure)
  /// Short plain texts: what would have to be known to tell.
  case undetermined(missing: [String])
}

/// The part of a statement that does not fit a request.
package enum StatementFailure: Hashable, Sendable {
  case principal
  case action
  case resource
  case condition(operator: String, key: String)
}

extension StatementFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .principal: "principal"
    case .action: "action"
    case .resource: "resource"
    case .condition(let name, let key): "condition \(name) \(key)"
    }
  }
}
