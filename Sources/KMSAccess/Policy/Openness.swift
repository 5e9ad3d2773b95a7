/// To whom a statement gives without any condition.
package enum Openness: Hashable, Sendable {
  /// To named principals, or under a condition, or it gives nothing.
  case limited
  /// To every principal of these accounts that its own account lets.
  case accounts([String])
  case everyone
}

extension PolicyStatement {
  /// An Allow with `NotPrincipal` gives to everyone but a few.
  package var openness: Openness {
    guard effect == .allow, conditions.isEmpty, action != nil, resource != nil else {
      return .limited
    }
    guard case .only(let principals) = principal, !principals.contains(.everyone) else {
      return .everyone
    }
    let accounts = principals.compactMap { principal in
      if case .account(let id) = principal { id } else { nil as String? }
    }
    return accounts.isEmpty ? .limited : .accounts(accounts)
  }
}

extension Openness {
  /// The more open, the higher.
  package var rank: Int {
    switch self {
    case .limited: 0
    case .accounts: 1
    case .everyone: 2
    }
  }
}
