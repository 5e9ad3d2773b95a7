import KMSModel

/// Whom beyond its key's own account a policy lets use the key without any condition.
package struct PolicyOpening: Hashable, Sendable {
  /// Names of the statements that give to everyone.
  package var toEveryone: [String] = []
  /// Accounts, and ARNs of principals with a name; sorted, each once.
  package var toPrincipals: [String] = []
  /// A Deny under a condition may take back what is given.
  package var mayBeLimited = false

  package init() {}
}

extension KeyPolicy {
  /// What it opens, and nothing that works in the key's own account only.
  package func opening(of keyARN: String) -> PolicyOpening {
    let open = statements.filter { $0.givesAbroad(keyARN) }
    let owner = ARN.account(of: keyARN)
    var opening = PolicyOpening()
    opening.toEveryone = open.filter { $0.openness == .everyone }.map(\.name)
    let named = open.filter { $0.openness != .everyone }.flatMap(\.namedAbroad)
    opening.toPrincipals = Set(named.filter { $0.account != owner }.map(\.text)).sorted {
      $0.precedes($1)
    }
    opening.mayBeLimited = statements.contains { $0.effect == .deny && !$0.conditions.isEmpty }
    return opening
  }
}

extension PolicyStatement {
  /// It allows, without a condition, an operation on the key that works from other accounts.
  fileprivate func givesAbroad(_ keyARN: String) -> Bool {
    guard effect == .allow, conditions.isEmpty, let action, let resource else { return false }
    return resource.mayHold(keyARN)
      && Self.abroad.contains { action.contains(action: $0) }
  }

  private static let abroad = Operation.all.filter(\.crossAccountAllowed)
    .flatMap(\.permissions)

  /// Services are nobody's account, and a unique id does not tell its own.
  fileprivate var namedAbroad: [(text: String, account: String)] {
    guard case .only(let principals) = principal else { return [] }
    return principals.compactMap { principal in
      if case .account(let id) = principal { return (id, id) }
      return principal.arn.flatMap { arn in ARN.account(of: arn).map { (arn, $0) } }
    }
  }
}

extension Selection<String> {
  /// A variable may stand for anything.
  fileprivate func mayHold(_ keyARN: String) -> Bool {
    guard case .only(let patterns) = self else { return true }
    return patterns.contains { pattern in
      pattern.contains("${") || Wildcard.matches(Wildcard.elements(pattern), keyARN.utf8)
    }
  }
}
