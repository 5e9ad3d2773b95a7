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

  /// By bytes, where they stand: every use is held against the grants that may name its caller.
  init(_ text: String) {
    var text = text
    self = text.withUTF8 { [text] in Self(text, $0) }
  }

  private init(_ text: String, _ bytes: UnsafeBufferPointer<UInt8>) {
    let fields = ColonFields(bytes)
    if let account = fields.accountOfARN {
      self = Self.named(account.text, resource: fields[5], arn: text)
    } else if bytes[...].isAccountID {
      self = .account(text)
    } else if fields.count > 3, fields[0].isAccountID {
      // As written in 2014: account:aws:ec2-infrastructure:instance.
      let name = bytes[fields[1].startIndex..<fields[2].endIndex]
      let role = Role(account: fields[0].text, name: name.text)
      self = .session(role, name: bytes[fields[3].startIndex...].text)
    } else if bytes.contains(UInt8(ascii: ".")) {
      self = .service(ServiceName.normalised(text))
    } else {
      self = .uniqueID(text)
    }
  }

  private static func named(_ account: String, resource: ColonFields.Bytes, arn: String) -> Grantee
  {
    if resource.elementsEqual("root".utf8) { return .account(account) }
    guard let role = Role(account: account, resource: resource) else {
      return .principal(account: account, arn: arn)
    }
    return resource.starts(with: "role/".utf8)
      ? .role(role, arn: arn) : .session(role, name: Role.sessionName(of: resource.text))
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
  init?(account: String, resource: ColonFields.Bytes) {
    let slash = UInt8(ascii: "/")
    let name: ColonFields.Bytes
    if resource.starts(with: "role/".utf8) {
      name = resource[(resource.lastIndex(of: slash) ?? resource.startIndex)...].dropFirst()
    } else if resource.starts(with: "assumed-role/".utf8) {
      name = resource.drop { $0 != slash }.dropFirst().prefix { $0 != slash }
    } else {
      return nil
    }
    self.init(account: account, name: name.text)
  }

  init?(arn: String) {
    var arn = arn
    let role = arn.withUTF8 { bytes in
      let fields = ColonFields(bytes)
      return fields.accountOfARN.flatMap { Role(account: $0.text, resource: fields[5]) }
    }
    guard let role else { return nil }
    self = role
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

extension ColonFields.Bytes {
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
