import JSONScan
import KMSAccess
import KMSUsage

extension Caller {
  /// - Parameters:
  ///   - principal: as `Principal.text` writes it: it does not tell a role's session.
  ///   - attribution: how the consumer account was told.
  ///   - session: ARN of the session, "" where requests have several.
  init(principal: String, _ attribution: Attribution, session: String) {
    guard attribution == .identity || attribution == .issuer else {
      self = .service(principal)
      return
    }
    // By bytes: every use asks for it.
    let parts = principal.utf8.split(
      separator: UInt8(ascii: ":"),
      maxSplits: 5,
      omittingEmptySubsequences: false
    )
    let kind = parts.last?.prefix { $0 != UInt8(ascii: "/") }
    switch kind.map(Substring.init) {
    case "role", "assumed-role": self = .role(arn: principal, session: session)
    case "user": self = .user(arn: principal)
    case "root": self = .root(arn: principal)
    case "federated-user": self = .federatedUser(arn: principal)
    default: self = principal.contains(":") || principal.isEmpty ? .unknown : .uniqueID(principal)
    }
  }
}

extension EncryptionContext {
  /// - Parameters:
  ///   - json: of a context; "" for none.
  ///   - isWhole: nothing else stood in it.
  init(_ json: String, isWhole: Bool) {
    guard !json.isEmpty, let members = (try? JSONValue(parsing: json))?.object else {
      self = isWhole && json.isEmpty ? .absent : .unknown
      return
    }
    let pairs = members.compactMap { member in
      member.value.string.map { (member.name, $0) }
    }
    let byName = Dictionary(grouping: pairs, by: \.0)
    let certain = byName.filter { $1.count == 1 }.compactMapValues(\.first?.1)
    self = isWhole && certain.count == members.count ? .known(certain) : .atLeast(certain)
  }
}
