import KMSModel

/// Whom a grant names, told by the form of the text.
enum Grantee: Hashable {
  /// Any principal of the account.
  case account(String)
  case role(Role, arn: String)
  /// One session of a role; a use does not tell its session.
  case session(Role)
  /// A user, a federated user, or whatever else has an ARN of its own.
  case principal(account: String, arn: String)
  /// `AROA…`, `AIDA…`.
  case uniqueID(String)
  case service(String)

  init(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    if AccountID.isValid(text) {
      self = .account(text)
    } else if let account = ARN.account(of: text) {
      self = Self.named(account, resource: parts[5], arn: text)
    } else if parts.count > 3, AccountID.isValid(parts[0]) {
      // As written in 2014: account:aws:ec2-infrastructure:instance.
      let name = parts[1...2].joined(separator: ":")
      self = .session(Role(account: String(parts[0]), name: name))
    } else if text.contains(".") {
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
    return resource.hasPrefix("role/") ? .role(role, arn: arn) : .session(role)
  }

  /// Where to look for it: the account or service it belongs to, "" for a unique id.
  var home: String {
    switch self {
    case .account(let account), .principal(let account, _): account
    case .role(let role, _), .session(let role): role.account
    case .service(let name): name
    case .uniqueID: ""
    }
  }
}

/// A role by account and name; the path, which a session's ARN does not have, is left out.
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
}

extension Grantee {
  enum Match {
    case yes
    /// The role is right, but only one of its sessions is named.
    case oneSession
    /// One side is known by its unique id and the other by its name.
    case unknown
    case no
  }

  func matches(_ use: CrossAccountUse) -> Match {
    if case .service(let name) = self {
      return use.callerIsService && name == use.principal ? .yes : .no
    }
    guard !use.callerIsService else { return .no }
    switch self {
    case .account(let account): return account == use.consumerAccount ? .yes : .no
    case .uniqueID(let id) where use.principalIsUniqueID: return id == use.principal ? .yes : .no
    case .uniqueID: return .unknown
    default:
      guard home == use.consumerAccount else { return .no }
      return use.principalIsUniqueID ? .unknown : matches(name: use.principal)
    }
  }

  private func matches(name principal: String) -> Match {
    switch self {
    case .principal(_, let arn): return principal == arn ? .yes : .no
    case .session(let role): return Role(arn: principal) == role ? .oneSession : .no
    case .role(let role, let arn):
      let issuerIsUnknown = principal.contains(":assumed-role/")
      return principal == arn || (issuerIsUnknown && Role(arn: principal) == role) ? .yes : .no
    case .account, .uniqueID, .service: return .no
    }
  }
}
