package import KMSModel

/// What a record tells of a request beyond operation, key and caller.
///
/// Everything is unknown at first.
package struct RequestDetail: Hashable, Sendable {
  /// Members that are a condition key's value as they stand; one that is not here is unknown.
  package var parameters: [RequestParameter: ConditionValue] = [:]
  /// Of the side in question for a ReEncrypt.
  package var encryptionContext = EncryptionContext.unknown
  /// `userIdentity.invokedBy` as written; absent when the caller called KMS itself.
  package var invokedBy: Known<String> = .unknown
  /// `sourceIPAddress` as written, names of services included.
  package var sourceIP: Known<String> = .unknown
  package var vpcEndpointID: Known<String> = .unknown
  /// The alias that named the key, name or ARN; absent when something else named it.
  package var alias: Known<String> = .unknown
  package var time: Known<Timestamp> = .unknown
  /// `userIdentity.principalId` up to a session's name; it may be known where the whole is not.
  package var uniqueID: Known<String> = .unknown
  /// `requestParameters.constraints` of a CreateGrant as JSON; absent without any.
  package var newGrantConstraints: Known<String> = .unknown

  package init() {}

  package subscript(parameter: RequestParameter) -> ConditionValue {
    get { parameters[parameter] ?? .unknown }
    set { parameters[parameter] = newValue }
  }
}

/// The members of a record that are a condition key's value as they stand; the raw value is the key.
package enum RequestParameter: String, CaseIterable, Hashable, Sendable {
  case bypassPolicyLockoutSafetyCheck = "kms:BypassPolicyLockoutSafetyCheck"
  case dataKeyPairSpec = "kms:DataKeyPairSpec"
  case encryptionAlgorithm = "kms:EncryptionAlgorithm"
  case grantConstraintSourceARN = "kms:GrantConstraintSourceArn"
  /// `EncryptionContextEquals` or `EncryptionContextSubset`.
  case grantConstraintType = "kms:GrantConstraintType"
  case granteePrincipal = "kms:GranteePrincipal"
  case granteeServicePrincipal = "kms:GranteeServicePrincipal"
  case grantOperations = "kms:GrantOperations"
  case keyAgreementAlgorithm = "kms:KeyAgreementAlgorithm"
  case macAlgorithm = "kms:MacAlgorithm"
  case messageType = "kms:MessageType"
  case policyName = "kms:PolicyName"
  case primaryRegion = "kms:PrimaryRegion"
  case reEncryptOnSameKey = "kms:ReEncryptOnSameKey"
  case replicaRegion = "kms:ReplicaRegion"
  case retiringPrincipal = "kms:RetiringPrincipal"
  case retiringServicePrincipal = "kms:RetiringServicePrincipal"
  case rotationPeriodInDays = "kms:RotationPeriodInDays"
  case pendingWindowInDays = "kms:ScheduleKeyDeletionPendingWindowInDays"
  case signingAlgorithm = "kms:SigningAlgorithm"
  /// `sessionContext.attributes.mfaAuthenticated`; absent for long-term credentials.
  case multiFactorAuthPresent = "aws:MultiFactorAuthPresent"
  /// `awsRegion`.
  case region = "aws:RequestedRegion"
  /// Seen only as `userIdentity.inScopeOf`.
  case sourceAccount = "aws:SourceAccount"
  /// Seen only as `userIdentity.inScopeOf`.
  case sourceARN = "aws:SourceArn"
  /// `userIdentity.principalId`.
  case userID = "aws:userid"
}

extension RequestDetail {
  /// By the whole id where that is known.
  var knownUniqueID: String? {
    if case .known(let values) = self[.userID] {
      return values.first.map { String($0.prefix { $0 != ":" }) }
    }
    if case .known(let id) = uniqueID { return id }
    return nil
  }

  /// The UTF-8 bytes of all values.
  var length: Int {
    var length = 0
    for case .known(let values) in parameters.values {
      for value in values { length += value.utf8.count }
    }
    for case .known(let text) in [
      invokedBy, sourceIP, vpcEndpointID, alias, uniqueID, newGrantConstraints,
    ] {
      length += text.utf8.count
    }
    for (name, value) in encryptionContext.pairs { length += name.utf8.count + value.utf8.count }
    return length
  }

  /// The number of values that one condition key can have.
  var mostValues: Int {
    parameters.values.reduce(encryptionContext.pairs.count) { most, value in
      if case .known(let values) = value { max(most, values.count) } else { most }
    }
  }
}
