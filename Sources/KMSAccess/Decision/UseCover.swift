package import KMSModel

/// Everything that bears on one kind of request, over time.
///
/// A class, since it is handed from use to use: copying its parts took longer than deciding.
package final class UseCover: Sendable {
  let request: AccessRequest
  let timeline: KeyTimeline
  let grants: GrantCover
  let policy: PolicyCover
  let sharedPolicy: PolicyCover
  /// The decision, where neither grants nor policies are asked.
  private let settled: AccessDecision?
  private let mayDeny: Bool

  init(_ request: AccessRequest, _ timeline: KeyTimeline, _ organizations: Organizations) {
    self.request = request
    self.timeline = timeline
    grants = GrantCover(timeline.keyGrants.candidates(for: request), timeline.watch)
    let question = PolicyQuestion(
      request: request,
      inventory: timeline.inventory,
      organizations: organizations
    )
    policy = PolicyCover(timeline.policy, .default, question)
    sharedPolicy = PolicyCover(timeline.sharedPolicy, .ram, question)
    settled = Self.settled(request, timeline)
    mayDeny = policy.mayDeny
  }

  private static func settled(_ request: AccessRequest, _ timeline: KeyTimeline)
    -> AccessDecision?
  {
    if Operation.named(request.operation)?.crossAccountAllowed == false,
      KeyARN(request.keyARN)?.account != request.callerAccount
    {
      return .undetermined(missing: [
        "the operation works in the key's own account only, and the record names another"
      ])
    }
    guard timeline.isManagedByAWS else { return nil }
    return .undetermined(missing: [
      "an AWS managed key: only AWS services in its own account use it"
    ])
  }

  /// The decision does not depend on the moment, only on whether the request was refused.
  package var isConstant: Bool {
    settled != nil || (grants.isConstant && policy.isConstant && sharedPolicy.isConstant)
  }

  /// The last moment up to which the decision surely stays as it is at this one: the moment itself
  /// where only asking tells.
  package func steadyEnd(after time: Timestamp, denied: Bool) -> Timestamp {
    if denied || isConstant { return Timestamp(.max) }
    return mayDeny ? time : grants.steadyEnd(after: time) ?? time
  }

  /// The decision on the request at one moment.
  package func decision(at time: Timestamp, denied: Bool) -> AccessDecision {
    if denied { return .denied }
    if let settled { return settled }
    if mayDeny, let denial = Self.denial(policy.findings(at: time)) {
      return .notCovered(reasons: [denial])
    }
    if let (id, propagation) = grants.covering(at: time) { return .grant(id: id, propagation) }
    let findings = policy.findings(at: time)
    let shared = sharedPolicy.isConstant ? [] : sharedPolicy.findings(at: time)
    if let basis = Self.permission(findings, shared) { return .keyPolicy(basis) }
    let missing = missing(findings, shared, at: time)
    guard missing.isEmpty else { return .undetermined(missing: missing.list) }
    return .notCovered(
      reasons: grants.failures(at: time) + findings.prefix(1).map(\.failure)
    )
  }
}

extension UseCover {
  /// The grant that covered the request until it ended; the last of several.
  ///
  /// Of use that nothing covers: where a Deny stands against it the grant's end is not why.
  package func endedGrant(at time: Timestamp) -> EndedGrant? {
    if mayDeny, Self.denial(policy.findings(at: time)) != nil { return nil }
    return grants.ended(at: time)
  }

  /// A Deny that applies whichever of the policies in question applied.
  private static func denial(_ findings: [PolicyCover.Finding]) -> String? {
    let denials = findings.map(\.denial)
    return denials.contains(nil) ? nil : denials.first ?? nil
  }

  /// By what stands before what was replaced; then by the less open statement.
  private static func permission(
    _ findings: [PolicyCover.Finding],
    _ shared: [PolicyCover.Finding]
  ) -> PolicyBasis? {
    let current = [findings.first, shared.first].compactMap { $0?.permission }
    return
      (current.min { $0.rank < $1.rank }
      ?? (findings.dropFirst() + shared.dropFirst()).lazy.compactMap(\.permission).first)?.basis
  }

  /// Everything that is missing to tell; nothing once it is decided.
  func allMissing(at time: Timestamp) -> [String] {
    guard case .undetermined(let missing) = decision(at: time, denied: false) else { return [] }
    guard settled == nil else { return missing }
    let shared = sharedPolicy.isConstant ? [] : sharedPolicy.findings(at: time)
    var all = Missing()
    all.add(grants.allMissing(at: time))
    for finding in policy.findings(at: time) + shared {
      if case .unknown(let texts) = finding.answer { all.add(texts) }
    }
    all.add(unseen(shared, at: time).list)
    return all.texts
  }

  private func missing(
    _ findings: [PolicyCover.Finding],
    _ shared: [PolicyCover.Finding],
    at time: Timestamp
  ) -> MissingTexts {
    var missing = grants.missing(at: time)
    for finding in findings + shared {
      if case .unknown(let texts) = finding.answer { missing.add(texts) }
    }
    return missing.isEmpty ? unseen(shared, at: time) : missing
  }

  /// What may cover without anything known pointing to it.
  private func unseen(_ shared: [PolicyCover.Finding], at time: Timestamp) -> MissingTexts {
    var missing = MissingTexts()
    if request.isGrantable, let text = timeline.missingGrants(at: time) {
      missing.add(text)
    }
    if timeline.isShared, shared.isEmpty { missing.add(KeyPolicyName.sharedPolicy) }
    if case .service(let name) = request.caller {
      missing.add("how AWS lets its service \(name) use the key")
    }
    return missing
  }
}
