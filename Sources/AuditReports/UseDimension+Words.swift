import KMSUsage

extension UseDimension {
  var isAccount: Bool { self == .account || self == .owner }

  /// As in `usage.csv`.
  var member: String {
    switch self {
    case .account: "consumer_account"
    case .key: "key_arn"
    case .owner: "key_account"
    default: rawValue
    }
  }

  var nameMember: String { member + "_name" }

  var title: String {
    switch self {
    case .account: "Account"
    case .key: "Key"
    case .owner: "Key's account"
    case .region: "Region"
    case .principal: "Principal"
    case .service: "Service"
    case .operation: "Operation"
    case .resource: "Resource"
    case .day: "Day"
    case .attribution: "Attribution"
    }
  }

  /// What an empty text means.
  var nothing: String {
    switch self {
    case .key: "no key"
    case .service: "no service between"
    case .resource: "resource not known"
    default: "\(title.lowercased()) not known"
    }
  }
}
