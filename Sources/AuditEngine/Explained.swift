import AuditFindings
import AuditReports
import KMSAccess
import KMSModel
import KMSUsage

extension StoredAudit {
  func explained(_ usage: Int32, _ requests: UsedRequests) -> ExplainedUse {
    let call = facts.calls.first { $0.usage == usage }
    return ExplainedUse(
      row: facts.usageRows[Int(usage)],
      traits: (call?.traits ?? []).map { trait in
        trait == CallFact.differs ? nil : facts.accessTexts[Int(trait)]
      },
      details: details(of: usage, requests)
    )
  }

  /// Of some the details are not kept, and why that is takes all use of the key to tell.
  var hasUseWithoutDetails: Bool {
    let requests = UsedRequests(facts)
    return facts.usage.indices.contains { plainDetails(of: Int32($0), requests) == nil }
  }

  private func details(of usage: Int32, _ requests: UsedRequests) -> KeptDetails {
    if let plain = plainDetails(of: usage, requests) { return plain }
    guard requests.wasNotInQuestion(keyOf: usage) else { return .ofCopies }
    let keyARN = facts.text(facts.usage[Int(usage)].use.key)
    return exports.contains { $0.subject.keyARN == keyARN } ? .importedSince : .notAsked
  }

  /// As far as the use itself tells.
  private func plainDetails(of usage: Int32, _ requests: UsedRequests) -> KeptDetails? {
    let fact = facts.usage[Int(usage)]
    if requests.hasDetails(of: usage) { return .kept }
    if !fact.use.isCrossAccount { return .ofOwnAccount }
    return fact.denied == fact.requests ? .ofRefused : nil
  }
}

extension ExplainedCase {
  init(_ one: UsedCase, _ history: AccessHistory) {
    let explanation = history.cover(for: one.request)
      .explanation(at: one.time, denied: one.isDenied)
    self.init(
      explanation: explanation,
      seen: one.seen,
      obstacle: Self.obstacle(explanation, history.timeline(of: one.request.keyARN))
    )
  }

  private static func obstacle(
    _ explanation: AccessExplanation,
    _ timeline: KeyTimeline
  ) -> String? {
    let request = explanation.request
    if Operation.named(request.operation)?.crossAccountAllowed == false,
      KeyARN(request.keyARN)?.account != request.callerAccount
    {
      return "\(request.operation) works in the key's own account only"
    }
    if timeline.isManagedByAWS { return "AWS manages the key and its policy" }
    let denial = explanation.candidates.first { $0.kind == .deny && $0.result == .applies }
    return denial.map { "\($0.name) denies it" }
  }
}
