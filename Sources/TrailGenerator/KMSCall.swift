/// Who calls: the shapes of `userIdentity` that KMS records show.
enum Caller: Sendable {
  /// A role's session, called directly or by a service in its name (a forward access session).
  case role(account: String, name: String)
  case user(account: String, name: String)
  case root(account: String)
  /// A service by its own principal, of which the trail shows no account.
  case service(String, scopeAccount: String?)

  /// Account in `userIdentity`; nil for a service's own call.
  var account: String? {
    switch self {
    case .role(let account, _), .user(let account, _), .root(let account): account
    case .service: nil
    }
  }

  /// What reports call it.
  var principal: String {
    switch self {
    case .role(let account, let name): "arn:aws:iam::\(account):role/app/\(name)"
    case .user(let account, let name): "arn:aws:iam::\(account):user/\(name)"
    case .root(let account): "arn:aws:iam::\(account):root"
    case .service(let name, _): name
    }
  }
}

/// One planted request to KMS, whatever records tell of it.
struct KMSCall: Sendable {
  enum Ending: Sendable {
    case ok
    case denied
    /// Refused before the key was looked at: the record names it in its message alone.
    case deniedByMessage
    case throttled
    case failed(String)
    /// No such key: again the message alone names it.
    case notFound
  }

  var operation: String
  var caller: Caller
  var region: String
  /// Key ARN; two for a ReEncrypt; none where the operation names none.
  var keys: [String]
  /// Seconds since 1970.
  var time: Int
  var ending = Ending.ok
  /// `invokedBy` of a forward access session, and the name reports show for it.
  var service: (raw: String, shown: String)?
  /// Members of `requestParameters`, without braces.
  var parameters = ""
  /// `responseElements`, null for most.
  var response = "null"
  /// Members of `additionalEventData`, without braces.
  var additional = ""
  /// Account that a service's own call is for by its encryption context.
  var contextAccount: String?
  /// How the record tells the caller's account.
  var attribution = "identity"
  /// The caller is an account that an AWS service calls from.
  var isServiceAccount = false
  var families: [String] = ["cryptographic-symmetric"]
  /// `userIdentity` where no `Caller` has its form.
  var identity: String?
  var eventID = ""
  var sharedEventID = ""

  static func owner(of key: String) -> String {
    let parts = key.split(separator: ":", maxSplits: 5)
    return parts.count > 4 ? String(parts[4]) : ""
  }
}
