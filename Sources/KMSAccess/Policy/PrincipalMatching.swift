import KMSModel

extension PolicyPrincipal {
  /// Whether this is the caller, or holds it.
  func names(_ request: AccessRequest) -> Truth {
    switch self {
    case .everyone: .yes
    case .nobody: .no
    case .unrecognised(let text): .missing("whom the principal \(text) names")
    case .account(let id): request.isOf(account: id)
    case .service(let name): request.isService(name)
    case .uniqueID(let id): request.caller.has(uniqueID: id)
    case .role, .session, .user, .federatedUser: namesByARN(request)
    }
  }

  private func namesByARN(_ request: AccessRequest) -> Truth {
    guard let arn, let account = ARN.account(of: arn) else { return .no }
    let isOfAccount = request.isOf(account: account)
    return isOfAccount == .no ? .no : .all([isOfAccount, names(request.caller)])
  }

  private func names(_ caller: Caller) -> Truth {
    switch (caller, self) {
    case (.role(let arn, _), .role(let named)): Self.names(role: named, arn)
    case (.role(let arn, let session), .session(let named)):
      Self.names(session: named, session, ofRole: arn)
    case (.user(let arn), .user(let named)), (.federatedUser(let arn), .federatedUser(let named)):
      Truth(arn.isSame(as: named))
    case (.federatedUser, .user): .missing("the user who made the federated session")
    case (.uniqueID(let id), _): .missing("the name of the caller \(id)")
    case (.unknown, _): .missing("who called")
    case (.role, _), (.user, _), (.root, _), (.federatedUser, _), (.service, _): .no
    }
  }

  /// The ARN of a session has not the path of its role.
  private static func names(role named: String, _ arn: String) -> Truth {
    guard arn.contains(":assumed-role/") else { return Truth(arn.isSame(as: named)) }
    guard let role = Role(arn: arn), Role(arn: named) == role else { return .no }
    return .missing("the path of the role \(role.name)")
  }

  private static func names(session named: String, _ session: String, ofRole arn: String) -> Truth {
    guard session.isEmpty else { return Truth(session.isSame(as: named)) }
    guard let role = Role(arn: arn), Role(arn: named) == role else { return .no }
    return .missing("which session of the role \(role.name) called")
  }
}

extension AccessRequest {
  fileprivate func isOf(account: String) -> Truth {
    if case .service = caller { return .no }
    return callerAccount.isEmpty
      ? .missing("the account of the caller") : Truth(callerAccount == account)
  }

  /// A caller of a customer's account is no service.
  fileprivate func isService(_ name: String) -> Truth {
    switch caller {
    case .service(let caller): Truth(caller == name)
    case .unknown where callerAccount.isEmpty: .missing("who called")
    default: .no
    }
  }
}

extension Selection<PolicyPrincipal> {
  func holds(_ request: AccessRequest) -> Truth {
    switch self {
    case .only(let principals): .any(principals.lazy.map { $0.names(request) })
    case .allBut(let principals): !Self.spare(principals, request)
    }
  }

  /// Whether `NotPrincipal` leaves a caller out for certain: it must list all that the caller is,
  /// such as account, role and session (IAM User Guide, AWS JSON policy elements: NotPrincipal).
  private static func spare(_ principals: [PolicyPrincipal], _ request: AccessRequest) -> Truth {
    if principals.contains(.everyone) { return .yes }
    let answers = principals.map { ($0.level, $0.names(request)) }
    guard answers.contains(where: { $0.1 != .no }) else { return .no }
    let listed = Set(answers.lazy.filter { $0.1 == .yes }.map(\.0))
    let levels = request.caller.levels
    if !levels.isEmpty, levels.isSubset(of: listed) { return .yes }
    return .missing("whether NotPrincipal spares a caller whom it lists in part")
  }
}

/// What a caller can be listed as.
private enum Level: Hashable { case account, name, session, service }

extension PolicyPrincipal {
  fileprivate var level: Level {
    switch self {
    case .everyone, .account, .nobody, .unrecognised: .account
    case .role, .user, .federatedUser, .uniqueID: .name
    case .session: .session
    case .service: .service
    }
  }
}

extension Caller {
  fileprivate func has(uniqueID id: String) -> Truth {
    self == .unknown ? .missing("who called") : Truth(self == .uniqueID(id))
  }

  /// All that must be listed; empty when it cannot be told.
  fileprivate var levels: Set<Level> {
    switch self {
    case .role: [.account, .name, .session]
    case .user, .federatedUser: [.account, .name]
    case .root: [.account]
    case .service: [.service]
    case .uniqueID, .unknown: []
    }
  }
}
