package import KMSModel

/// What a grant permits to one of those it names.
struct GrantPermission {
  let grant: Grant
  let holder: Grantee
  let operations: [String]

  /// The grantee's, and the retiring principal's: to retire the grant.
  static func of(_ grant: Grant) -> [GrantPermission] {
    let grantee = GrantPermission(
      grant: grant,
      holder: Grantee(grant.grantee),
      operations: grant.operations
    )
    guard !grant.retiringPrincipal.isEmpty else { return [grantee] }
    let retirer = Grantee(grant.retiringPrincipal)
    return [
      grantee, GrantPermission(grant: grant, holder: retirer, operations: ["RetireGrant"]),
    ]
  }

  static func isEarlier(_ left: GrantPermission, _ right: GrantPermission) -> Bool {
    func rank(_ grant: Grant) -> (Int64, String) { (grant.createdAt?.rawValue ?? .max, grant.id) }
    return rank(left.grant) < rank(right.grant)
  }

  /// An encryption context is not asked of a request that has none by its nature.
  func isConditional(for operation: String) -> Bool {
    grant.constrainsCaller
      || (grant.constrainsContext && operation != "DescribeKey" && operation != "RetireGrant")
  }
}

/// Every grant that bears on one use, the earliest first.
package struct UseCover: Sendable {
  private var certain: [Grant] = []
  /// Cover the use if constraints hold that are not checked.
  private var conditional: [Grant] = []
  /// Go to somebody who may or may not be the caller.
  private var unknown: [Grant] = []
  private let withoutGrant: AccessDecision
  private let callerIsUniqueID: Bool

  init(use: CrossAccountUse, candidates: [GrantPermission], withoutGrant: AccessDecision) {
    self.withoutGrant = withoutGrant
    callerIsUniqueID = use.principalIsUniqueID
    for candidate in candidates where candidate.operations.contains(use.operation) {
      switch candidate.holder.matches(use) {
      case .yes where !candidate.isConditional(for: use.operation): certain.append(candidate.grant)
      case .yes, .oneSession: conditional.append(candidate.grant)
      case .unknown: unknown.append(candidate.grant)
      case .no: break
      }
    }
  }

  /// No grant bears on the use: its decision depends on whether it was denied alone.
  package var isConstant: Bool { certain.isEmpty && conditional.isEmpty && unknown.isEmpty }

  /// The decision on the use at one moment.
  package func decision(at time: Timestamp, denied: Bool) -> AccessDecision {
    if denied { return .denied }
    if let grant = certain.first(where: { $0.isInForce(at: time) }) {
      return .grant(id: grant.id, endedJustBefore: false)
    }
    if let grant = certain.first(where: { $0.endedJustBefore(time) }) {
      return .grant(id: grant.id, endedJustBefore: true)
    }
    let lasting = conditional.first { $0.isInForce(at: time) }
    if let grant = lasting ?? conditional.first(where: { $0.endedJustBefore(time) }) {
      return .undetermined(.constraints(grantID: grant.id))
    }
    guard unknown.contains(where: { $0.isInForce(at: time) }) else { return withoutGrant }
    if callerIsUniqueID { return .undetermined(.callerByUniqueID) }
    // The grantee is a unique id that may be the caller's: then the grant would cover.
    return withoutGrant == .notCovered ? .undetermined(.keyPolicyNotJudged) : withoutGrant
  }
}
