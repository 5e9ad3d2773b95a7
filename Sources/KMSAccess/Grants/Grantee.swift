import KMSModel

/// Whom a grant names, told by the form of the text.
enum Grantee: Hashable {
  /// Any principal of the account.
  case account(String)
  case role(Role, arn: String)
  /// One session of a role.
  case session(Role, name: String)
  /// A user, a federated user, or whatever else has an ARN of its own.
  case principal(account: String, arn: String)
  /// `AROA…`, `AIDA…`.
  case uniqueID(String)
  case service(String)

  init(_ text: String) {
    let parts = text.utf8.split(
      separator: UInt8(ascii: ":"),
      maxSplits: 5,
      omittingEmptySubsequences: false
    )
    .map(Substring.init)
    if parts.count == 6, let account = ARN.account(of: text) {
      self = Self.named(account, resource: parts[5], arn: text)
    } else if AccountID.isValid(text) {
      self = .account(text)
    } else if parts.count > 3, AccountID.isValid(parts[0]) {
      // As written in 2014: account:aws:ec2-infrastructure:instance.
      let role = Role(account: String(parts[0]), name: "\(parts[1]):\(parts[2])")
      self = .session(role, name: parts[3...].joined(separator: ":"))
    } else if text.utf8.contains(UInt8(ascii: ".")) {
      self = .service(ServiceName.normalised(text))
    } else {
      self = .uniqueID(text)
    }
  }

  private static func named(_ account: String, resource: Substring, arn: String) -> Grantee {
    if resource == "root" { return .account(account) }
    guard let role = Role(account: account, resource: resource) else {
      return .principal(account: account, arn: arn)
    }
    return resource.hasPrefix("role/")
      ? .role(role, arn: arn) : .session(role, name: Role.sessionName(of: resource))
  }
}

/// A role by account and name; the path, which a session's ARN does not have, is left out, since no
/// two roles of an account have one name (IAM User Guide, IAM identifiers).
struct Role: Hashable {
  let account: String
  let name: String

  init(account: String, name: String) {
    self.account = account
    self.name = name
  }

  /// From `role/path/Name`, `assumed-role/Name` or `assumed-role/Name/Session`.
  init?(account: String, resource: Substring) {
    let path = resource.split(separator: "/", omittingEmptySubsequences: false)
    guard path.count > 1, path[0] == "role" || path[0] == "assumed-role" else { return nil }
    self.init(account: account, name: String(path[0] == "role" ? path[path.count - 1] : path[1]))
  }

  init?(arn: String) {
    guard let account = ARN.account(of: arn) else { return nil }
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    self.init(account: account, resource: parts[5])
  }

  /// Of `assumed-role/Name/Session` or a whole ARN of that; "" without.
  static func sessionName(of text: some StringProtocol) -> String {
    let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count > 2 ? String(parts[2]) : ""
  }
}

extension Grantee {
  enum Match: Hashable {
    case yes
    /// The caller is another session of the role.
    case anotherSession
    case unknown(GrantQuestion)
    case no
  }

  func matches(_ request: AccessRequest) -> Match {
    switch (self, request.caller) {
    case (_, .unknown) where request.callerAccount.isEmpty: return .unknown(.caller)
    case (.service(let name), .service(let caller)):
      return name.isSame(as: caller) ? .yes : .no
    case (.service, _), (_, .service): return .no
    case (.uniqueID(let id), .uniqueID(let caller)): return id.isSame(as: caller) ? .yes : .no
    case (.uniqueID(let id), _): return Self.matches(uniqueID: id, request)
    case (.account(let account), _): return account == request.callerAccount ? .yes : .no
    case (.role, _), (.session, _), (.principal, _):
      return home == request.callerAccount ? matches(name: request.caller) : .no
    }
  }

  /// `userIdentity.principalId` is the unique id, for a session followed by its name.
  private static func matches(uniqueID: String, _ request: AccessRequest) -> Match {
    guard let given = request.detail.knownUniqueID else { return .unknown(.isCaller(uniqueID)) }
    return given.isSame(as: uniqueID) ? .yes : .no
  }

  /// Of a grantee with a name.
  private var home: String {
    switch self {
    case .role(let role, _), .session(let role, _): role.account
    case .account(let account), .principal(let account, _): account
    case .uniqueID, .service: ""
    }
  }

  private func matches(name caller: Caller) -> Match {
    switch caller {
    case .role(let arn, let session): matches(role: arn, session: session)
    case .user(let arn), .root(let arn), .federatedUser(let arn): matches(arn: arn)
    case .uniqueID(let id): .unknown(.callerName(id))
    case .unknown: .unknown(.caller)
    case .service: .no
    }
  }

  private func matches(arn caller: String) -> Match {
    guard case .principal(_, let arn) = self else { return .no }
    return arn.isSame(as: caller) ? .yes : .no
  }

  private func matches(role caller: String, session: String) -> Match {
    switch self {
    case .role(let role, let arn):
      if arn.isSame(as: caller) { return .yes }
      return caller.contains(":assumed-role/") && Role(arn: caller) == role ? .yes : .no
    case .session(let role, let name):
      guard Role(arn: caller) == role else { return .no }
      guard !session.isEmpty else { return .unknown(.session) }
      return Role.sessionName(of: session).isSame(as: name) ? .yes : .anotherSession
    case .account, .principal, .uniqueID, .service: return matches(arn: caller)
    }
  }
}
