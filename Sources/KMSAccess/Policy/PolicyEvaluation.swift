import KMSModel

extension KeyPolicy {
  /// What the policy says of a request (IAM User Guide, Policy evaluation logic): a Deny that
  /// applies beats every Allow, and one that may apply makes an Allow uncertain.
  package func evaluate(
    _ request: AccessRequest,
    _ inventory: AccessInventory = AccessInventory()
  ) -> PolicyVerdict {
    let context = PolicyContext(
      request: request,
      inventory: inventory,
      hasVariables: hasVariables
    )
    let isTooLong = request.isTooLong
    let matches = statements.map { statement in
      isTooLong
        ? .undetermined(missing: ["a request short enough for KMS"]) : statement.match(context)
    }
    let missing = missing(.deny, matches)
    return PolicyVerdict(
      outcome: outcome(matches, missingForDeny: missing),
      missingForDeny: missing,
      statements: matches
    )
  }

  private func outcome(_ matches: [StatementMatch], missingForDeny: [String])
    -> PolicyVerdict.Outcome
  {
    if let denying = matching(.deny, matches).first { return .denied(statement: denying.index) }
    if let allowing = matching(.allow, matches).min(by: { $0.openness.rank < $1.openness.rank }) {
      return missingForDeny.isEmpty
        ? .allowed(statement: allowing.index) : .undetermined(missing: missingForDeny)
    }
    let missingForAllow = missing(.allow, matches)
    guard !missingForAllow.isEmpty else { return .notAllowed }
    var missing = Missing()
    missing.add(missingForAllow)
    missing.add(missingForDeny)
    return .undetermined(missing: missing.texts)
  }

  private func matching(_ effect: PolicyStatement.Effect, _ matches: [StatementMatch])
    -> [PolicyStatement]
  {
    zip(statements, matches).filter { $0.effect == effect && $1 == .matched }.map(\.0)
  }

  private func missing(_ effect: PolicyStatement.Effect, _ matches: [StatementMatch]) -> [String] {
    var missing = Missing()
    for (statement, match) in zip(statements, matches) where statement.effect == effect {
      if case .undetermined(let texts) = match { missing.add(texts) }
    }
    return missing.texts
  }
}

extension PolicyStatement {
  func match(_ context: PolicyContext) -> StatementMatch {
    let request = context.request
    var missing = Missing()
    /// What is not known may hold.
    func fails(_ truth: Truth) -> Bool {
      if case .unknown(let texts) = truth { missing.add(texts) }
      return truth == .no
    }
    if fails(principal.holds(request)) { return .failed(.principal) }
    if !(action?.contains(action: request.operation) ?? false) { return .failed(.action) }
    if fails(resource?.contains(resource: request.keyARN, context) ?? .no) {
      return .failed(.resource)
    }
    for condition in conditions where fails(condition.holds(in: context)) {
      return .failed(.condition(operator: condition.operator, key: condition.key))
    }
    return missing.texts.isEmpty ? .matched : .undetermined(missing: missing.texts)
  }
}

extension Selection<String> {
  /// Actions are compared without regard to case.
  func contains(action operation: String) -> Bool {
    let action = "kms:" + operation.lowercased()
    func matches(_ pattern: String) -> Bool {
      Wildcard.matches(Wildcard.elements(pattern.lowercased()), action.utf8)
    }
    return switch self {
    case .only(let patterns): patterns.contains(where: matches)
    case .allBut(let patterns): !patterns.contains(where: matches)
    }
  }

  fileprivate func contains(resource keyARN: String, _ context: PolicyContext) -> Truth {
    func matches(_ pattern: String) -> Truth {
      if pattern == "*" { return .yes }
      guard KeyARN(keyARN) != nil else { return .missing("the ARN of the key") }
      switch PolicyText.read(pattern, in: context) {
      case .text(let text): return Truth(Wildcard.matches(text.elements, keyARN.utf8))
      case .missing(let text): return .missing(text)
      }
    }
    return switch self {
    case .only(let patterns): .any(patterns.lazy.map(matches))
    case .allBut(let patterns): !.any(patterns.lazy.map(matches))
    }
  }
}
