import KMSModel

// The values of condition keys that follow from more than one member of a record.
// Sources: IAM User Guide, AWS global condition context keys; KMS Developer Guide, Condition keys.

extension AccessRequest {
  /// What a service has in place of an account is not told.
  var account: ConditionValue {
    mayBeService || callerAccount.isEmpty ? .unknown : .known([callerAccount])
  }

  /// What follows from the caller's account: a service's own principal has none.
  func ofAccount(_ value: ConditionValue) -> ConditionValue {
    if case .service = caller { return .absent }
    return callerAccount.isEmpty ? .unknown : value
  }

  private var mayBeService: Bool {
    switch caller {
    case .service: true
    case .unknown: callerAccount.isEmpty
    case .role, .user, .root, .federatedUser, .uniqueID: false
    }
  }

  /// Of `aws:userid`, whichever session of a role called.
  var beginningOfUserID: String? {
    guard case .role = caller else { return nil }
    return detail.knownUniqueID.map { $0 + ":" }
  }

  /// A role's own ARN, with its path, and not the session's.
  var principalARN: ConditionValue {
    switch caller {
    case .role(let arn, _): arn.contains(":assumed-role/") ? .unknown : .known([arn])
    case .user(let arn), .root(let arn), .federatedUser(let arn): .known([arn])
    case .service, .uniqueID, .unknown: .unknown
    }
  }

  var principalType: ConditionValue {
    switch caller {
    case .role: .known(["AssumedRole"])
    case .user: .known(["User"])
    case .root: .known(["Account"])
    case .federatedUser: .known(["FederatedUser"])
    case .service, .uniqueID, .unknown: .unknown
    }
  }

  /// IAM users alone have one.
  var userName: ConditionValue {
    switch caller {
    case .user(let arn): .known([String(arn.reversed().prefix { $0 != "/" }.reversed())])
    case .role, .root, .federatedUser, .service: .absent
    case .uniqueID, .unknown: .unknown
    }
  }

  var isFromService: ConditionValue {
    switch caller {
    case .service: .known(["true"])
    case .role, .user, .root, .federatedUser, .uniqueID: .known(["false"])
    case .unknown: .unknown
    }
  }

  var alias: ConditionValue {
    detail.alias.map { text in
      guard ARN.account(of: text) != nil else { return [text] }
      return [String(text.split(separator: ":", maxSplits: 5).last ?? "")]
    }
  }
}

// MARK: - Encryption context

extension AccessRequest {
  /// The value of the context's entry of that name, which is in lower case.
  ///
  /// Names are compared without regard to case; two that differ in case alone are not told apart.
  func contextValue(_ name: String) -> ConditionValue {
    let context = detail.encryptionContext
    let values = context.pairs.filter { $0.key.lowercased() == name }.map(\.value)
    guard values.isEmpty else { return values.count == 1 ? .known(values) : .unknown }
    return context.isWhole ? .absent : .unknown
  }

  var contextKeys: ConditionValue {
    let context = detail.encryptionContext
    return context.isWhole ? .known(context.pairs.keys.sorted()) : .unknown
  }
}

// MARK: - The way of a request

extension AccessRequest {
  /// Only what a service passes on for its caller comes via a service; how it is for a service's
  /// own requests is not told.
  var isViaService: ConditionValue {
    mayBeService ? .unknown : Self.presence(of: detail.invokedBy)
  }

  private static func presence(of text: Known<String>) -> ConditionValue {
    switch text {
    case .known: .known(["true"])
    case .absent: .known(["false"])
    case .unknown: .unknown
    }
  }

  /// `ec2.eu-west-1.amazonaws.com`; only names of one label before `amazonaws.com` are known to be
  /// formed so.
  var viaService: ConditionValue {
    guard !mayBeService else { return .unknown }
    return detail.invokedBy.flatMap { invokedBy in
      let labels = ServiceName.normalised(invokedBy).split(separator: ".")
      guard !ServiceName.isAnonymous(invokedBy), labels.dropFirst() == ["amazonaws", "com"],
        case .known(let regions) = detail[.region], let region = regions.first
      else { return .unknown }
      return .known(["\(labels[0]).\(region).amazonaws.com"])
    }
  }

  /// The address of a caller that comes neither through a service nor through a VPC endpoint.
  var sourceIP: ConditionValue {
    detail.sourceIP.flatMap { text in
      guard IPRange(text) != nil else { return .absent }
      switch (detail.invokedBy, detail.vpcEndpointID) {
      case (.absent, .absent): return .known([text])
      case (.absent, .known): return .absent
      default: return .unknown
      }
    }
  }

  /// A service does not pass the endpoint of its caller on.
  var vpcEndpoint: ConditionValue {
    switch detail.invokedBy {
    case .known: .absent
    case .absent: detail.vpcEndpointID.map { [$0] }
    case .unknown: detail.vpcEndpointID == .absent ? .absent : .unknown
    }
  }

  /// Only the operations on grants have it.
  var grantIsForResource: ConditionValue {
    ["CreateGrant", "ListGrants", "RevokeGrant"].contains(operation)
      ? Self.presence(of: detail.invokedBy) : .absent
  }
}

extension AccessInventory {
  /// The value of the key's tag of that name, which is in lower case.
  func tag(_ name: String) -> ConditionValue {
    resourceTags.flatMap { tags in
      let values = tags.filter { $0.key.lowercased() == name }.map(\.value)
      return values.count > 1 ? .unknown : values.isEmpty ? .absent : .known(values)
    }
  }
}
