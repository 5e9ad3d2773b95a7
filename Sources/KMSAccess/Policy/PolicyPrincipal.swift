import JSONScan
import KMSModel

/// Whom a statement names (IAM User Guide, AWS JSON policy elements: Principal).
package enum PolicyPrincipal: Hashable, Sendable {
  case everyone
  /// The account's root ARN or its bare id: any principal of it.
  case account(String)
  case role(arn: String)
  case session(arn: String)
  case user(arn: String)
  case federatedUser(arn: String)
  /// As `ServiceName.normalised` writes it.
  case service(String)
  /// What IAM leaves of a principal that was deleted: nobody who still has a name.
  case uniqueID(String)
  /// Nobody who could call KMS.
  case nobody
  case unrecognised(String)
}

extension PolicyPrincipal {
  static func read(_ object: PolicyObject, _ value: JSONValue, _ name: String)
    throws(KeyPolicyError) -> [PolicyPrincipal]
  {
    if let text = value.string {
      guard text == "*" else { throw object.error(.unknownValue, name) }
      return [.everyone]
    }
    let types = try object.object(value, name)
    var result: [PolicyPrincipal] = []
    for type in types.members {
      let texts = try PolicyObject.texts(types, type.value, type.name)
      result += texts.map { PolicyPrincipal(type: type.name, $0) }
    }
    return result
  }

  private init(type: String, _ text: String) {
    switch type {
    case "AWS": self.init(text)
    case "Service": self = text.contains("*") ? .unrecognised(text) : .service(normalising: text)
    case "Federated": self = .nobody
    default: self = .unrecognised(type)
    }
  }

  private static func service(normalising text: String) -> Self {
    .service(ServiceName.normalised(text))
  }

  /// The text of an `AWS` principal.
  private init(_ text: String) {
    if text == "*" {
      self = .everyone
    } else if AccountID.isValid(text) {
      self = .account(text)
    } else if let account = ARN.account(of: text) {
      self.init(arn: text, account: account)
    } else {
      self = text.isUniqueID ? .uniqueID(text) : .unrecognised(text)
    }
  }

  private init(arn: String, account: String) {
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    let kind = parts[5].prefix { $0 != "/" }
    switch (parts[2], kind) {
    case ("iam", "root") where parts[5] == "root": self = .account(account)
    case ("iam", "role"): self = .role(arn: arn)
    case ("iam", "user"): self = .user(arn: arn)
    case ("sts", "assumed-role"): self = .session(arn: arn)
    case ("sts", "federated-user"): self = .federatedUser(arn: arn)
    default: self = .unrecognised(arn)
    }
  }

  /// The ARN of a principal with a name.
  var arn: String? {
    switch self {
    case .role(let arn), .session(let arn), .user(let arn), .federatedUser(let arn): arn
    case .everyone, .account, .service, .uniqueID, .nobody, .unrecognised: nil
    }
  }
}

extension String {
  /// `AROA…`, `AIDA…`: at least 16 capitals and digits (IAM User Guide, IAM identifiers).
  fileprivate var isUniqueID: Bool {
    utf8.count >= 16 && utf8.allSatisfy { (0x30...0x39) ~= $0 || (0x41...0x5A) ~= $0 }
  }
}
