import KMSModel

/// The answers of the AWS CLI that can be read, by the command that prints them.
package enum ExportKind: String, Hashable, Sendable, CaseIterable {
  case grants = "list-grants"
  case keyPolicy = "get-key-policy"
  case key = "describe-key"
  case aliases = "list-aliases"
  case rotations = "list-key-rotations"
  case rotationStatus = "get-key-rotation-status"
  case accounts = "list-accounts"
  case organization = "describe-organization"
  case quotas = "list-service-quotas"
  case publicKeys = "list-public-keys"

  /// The member that only this answer has.
  package var member: String {
    switch self {
    case .grants: "Grants"
    case .keyPolicy: "Policy"
    case .key: "KeyMetadata"
    case .aliases: "Aliases"
    case .rotations: "Rotations"
    case .rotationStatus: "KeyRotationEnabled"
    case .accounts: "Accounts"
    case .organization: "Organization"
    case .quotas: "Quotas"
    case .publicKeys: "PublicKeyList"
    }
  }
}

/// What an export is about: of two with the same subject and time the later read replaces the other.
package struct ExportSubject: Hashable, Sendable {
  package var kind: ExportKind
  /// "" for what belongs to the organization, or to a Region whatever the account.
  package var account = ""
  /// "" for what belongs to the organization.
  package var region = ""
  /// "" for what is not about one key.
  package var keyARN = ""
  /// "" for what is no key policy.
  package var policyName = ""

  package init(
    kind: ExportKind,
    account: String = "",
    region: String = "",
    keyARN: String = "",
    policyName: String = ""
  ) {
    self.kind = kind
    self.account = account
    self.region = region
    self.keyARN = keyARN
    self.policyName = policyName
  }
}

extension AccessExport {
  package var subject: ExportSubject {
    switch content {
    case .grants(let key, _, _): .init(.grants, key)
    case .keyPolicy(let key, let name, _): .init(.keyPolicy, key, name.rawValue)
    case .key(let description): .init(.key, description.keyARN)
    case .aliases(let account, let region, _, _):
      .init(kind: .aliases, account: account, region: region)
    case .rotations(let key, _): .init(.rotations, key)
    case .rotationStatus(let key, _, _): .init(.rotationStatus, key)
    case .accounts: .init(kind: .accounts)
    case .organization: .init(kind: .organization)
    case .quotas(let account, let region, _):
      .init(kind: .quotas, account: account, region: region)
    case .publicKeys(let region, _): .init(kind: .publicKeys, region: region)
    }
  }
}

extension ExportSubject {
  fileprivate init(_ kind: ExportKind, _ keyARN: String, _ policyName: String = "") {
    let key = KeyARN(keyARN)
    self.init(
      kind: kind,
      account: key?.account ?? "",
      region: key?.region ?? "",
      keyARN: keyARN,
      policyName: policyName
    )
  }
}
