import KMSAccess

/// The steps of a decision in their order, with every candidate.
enum ExplainSteps {
  /// Candidates and grants told one by one.
  static let shown = 50

  static func write(_ explanation: AccessExplanation, _ page: inout TerminalTable) {
    let isRefused = explanation.decision == .denied
    page.line("")
    page.line("Step by step")
    page.paragraph(
      isRefused
        ? "1. KMS refused the call. What the key's side says of such a request:"
        : "1. KMS did not refuse the call.",
      indent: 2
    )
    let without = explanation.policies.isEmpty ? "the policy is not known" : "none"
    step("2. A Deny of the key policy", .deny, without, explanation, &page)
    step("3. Grants", .grant, "none known names the caller or its account", explanation, &page)
    step("4. An Allow of the key policy", .allow, without, explanation, &page)
    page.paragraph("5. So the decision is \(explanation.decision.text).", indent: 2)
  }

  private static func step(
    _ title: String,
    _ kind: AccessExplanation.Candidate.Kind,
    _ without: String,
    _ explanation: AccessExplanation,
    _ page: inout TerminalTable
  ) {
    let candidates = explanation.candidates.filter { $0.kind == kind }
    page.line("  \(title)\(candidates.isEmpty ? ": \(without)" : "")")
    for candidate in candidates.prefix(shown) {
      page.item("\(candidate.name): \(candidate.text)", indent: 5)
    }
    if candidates.count > shown { page.line("     and \(candidates.count - shown) more") }
  }
}

extension AccessExplanation.Candidate {
  fileprivate var text: String {
    switch result {
    case .applies: kind == .deny ? "denies it" : kind == .grant ? "covers it" : "allows it"
    case .fails(let reason): Self.words[reason] ?? Self.words(reason)
    case .unknown(let missing): "cannot tell; not known: \(missing.joined(separator: "; "))"
    }
  }

  /// The texts of `GrantFailure` and `StatementFailure`.
  private static let words = [
    "operation": "no, it is for other operations",
    "encryption context": "no, it asks for another encryption context",
    "source ARN": "no, it asks for another source ARN",
    "session": "no, it names another session of the role",
    "not yet created": "no, it was not yet created",
    "principal": "no, it names other principals",
    "action": "no, it names other actions",
    "resource": "no, it names other resources",
  ]

  private static func words(_ reason: String) -> String {
    reason.hasPrefix("condition ")
      ? "no, its \(reason) does not hold" : "no, it had \(reason)"
  }
}
