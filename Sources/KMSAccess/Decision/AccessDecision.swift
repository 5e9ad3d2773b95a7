package import KMSModel

/// What permits a use, or why none is known to, or what is missing to tell.
package enum AccessDecision: Hashable, Sendable {
  case grant(id: String, Propagation?)
  case keyPolicy(PolicyBasis)
  case denied
  /// Nothing known covers it; why each candidate does not.
  case notCovered(reasons: [String])
  /// What would have to be known to tell.
  case undetermined(missing: [String])

  /// `grant`, `key-policy`, `denied`, `not-covered` or `undetermined`.
  package var text: String {
    switch self {
    case .grant: "grant"
    case .keyPolicy: "key-policy"
    case .denied: "denied"
    case .notCovered: "not-covered"
    case .undetermined: "undetermined"
    }
  }

  /// Names the grant or the statement, or says why there is none or what is missing.
  package var basis: String {
    switch self {
    case .grant(let id, nil): "grant \(id)"
    case .grant(let id, .begun): "grant \(id), created less than 5 minutes before"
    case .grant(let id, .ended): "grant \(id), ended less than 5 minutes before"
    case .keyPolicy(let basis): basis.text
    case .denied: "KMS refused the call"
    case .notCovered(let texts), .undetermined(let texts): texts.joined(separator: "; ")
    }
  }
}

/// A change so short before a use that it may not have applied yet.
package enum Propagation: Hashable, Sendable { case begun, ended }

/// The statement that allows a use.
package struct PolicyBasis: Hashable, Sendable {
  package var statement: String
  /// To whom the statement gives without a condition.
  package var openness: Openness
  package var policy: PolicyOrigin
  package var propagation: Propagation?

  package var text: String {
    let change =
      switch propagation {
      case .begun: ", set less than 5 minutes before"
      case .ended: ", replaced less than 5 minutes before"
      case nil: ""
      }
    return "statement \(statement) of \(policy.text)\(change)"
  }
}

/// Since when a policy is known to stand, and from where.
package enum PolicyOrigin: Hashable, Sendable {
  /// KMS's own policy, given with CreateKey.
  case byDefault
  case set(Timestamp)
  case exported(KeyPolicyName, Timestamp)

  package var text: String {
    switch self {
    case .byDefault: "the default key policy since CreateKey"
    case .set(let time): "the key policy set \(time)"
    case .exported(let name, let time): "\(name.subject) exported \(time)"
    }
  }
}
