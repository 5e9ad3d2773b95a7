import KMSModel

/// What a policy says of a request that succeeded.
///
/// A Deny that may apply did not, or the request would have failed: it takes nothing from an Allow.
enum PolicyAnswer: Hashable {
  case denied(PolicyStatement)
  /// By the least open statement of those that allow.
  case allowed(PolicyStatement)
  case unknown([String])
  case notAllowed

  init(_ policy: KeyPolicy, _ verdict: PolicyVerdict) {
    func statements(_ effect: PolicyStatement.Effect) -> [PolicyStatement] {
      zip(policy.statements, verdict.statements)
        .filter { $0.effect == effect && $1 == .matched }.map(\.0)
    }
    var missing = Missing()
    for (statement, match) in zip(policy.statements, verdict.statements)
    where statement.effect == .allow {
      if case .undetermined(let texts) = match { missing.add(texts) }
    }
    if let denying = statements(.deny).first {
      self = .denied(denying)
    } else if let allowing = statements(.allow).min(by: { $0.openness.rank < $1.openness.rank }) {
      self = .allowed(allowing)
    } else {
      self = missing.texts.isEmpty ? .notAllowed : .unknown(missing.texts)
    }
  }
}

/// Asks policies about one request.
struct PolicyQuestion: Sendable {
  let request: AccessRequest
  let inventory: AccessInventory
  let organizations: Organizations

  func answer(_ policy: KeyPolicy, at time: Timestamp) -> PolicyAnswer {
    agreed(policy, at: time) { PolicyAnswer(policy, $0) }
  }

  func statements(of policy: KeyPolicy, at time: Timestamp) -> [StatementMatch] {
    agreed(policy, at: time, \.statements)
  }

  /// What follows whatever the caller's organization may be; else what follows without knowing it.
  private func agreed<Result: Equatable>(
    _ policy: KeyPolicy,
    at time: Timestamp,
    _ result: (PolicyVerdict) -> Result
  ) -> Result {
    var request = request
    request.detail.time = .known(time)
    let possible = organizations.possibilities(
      for: request.callerAccount,
      inventory,
      named: policy.organizations
    )
    let results = possible.map { result(policy.evaluate(request, $0)) }
    if let first = results.first, results.allSatisfy({ $0 == first }) { return first }
    return result(policy.evaluate(request, inventory))
  }
}

extension PolicyStatement {
  /// Organizations whose ids stand in a condition by themselves.
  var organizations: [String] {
    conditions.flatMap(\.values).filter {
      $0.hasPrefix("o-") && !$0.contains { "*?/".contains($0) }
    }
  }

  /// What it says may change from one second to the next.
  var asksForTime: Bool {
    conditions.contains { ([$0.key] + $0.values).contains(where: Self.namesTime) }
      || resource.map { $0.texts.contains(where: Self.namesTime) } ?? false
  }

  private static func namesTime(_ text: String) -> Bool {
    // Mostly it is an account, an action or `*`.
    guard text.utf8.count >= "aws:epochtime".utf8.count else { return false }
    let text = text.lowercased()
    return text.contains("aws:currenttime") || text.contains("aws:epochtime")
  }
}

extension Selection<String> {
  fileprivate var texts: [String] {
    switch self {
    case .only(let texts), .allBut(let texts): texts
    }
  }
}
