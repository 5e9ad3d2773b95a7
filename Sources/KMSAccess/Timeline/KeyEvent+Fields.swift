import JSONScan

extension KeyEvent {
  /// What is read of a record.
  package enum Field: Int, CaseIterable, Sendable {
    case awsRegion, errorCode, recipientAccountId, resources, sharedEventID, originalEventID
    case identityType, arn, principalId, accountId, invokedBy, issuerARN, onBehalfOfUserID
    case requestKeyId, requestGrantId, dryRun, grantName, operations, constraints
    case granteePrincipal, granteeServicePrincipal, retiringPrincipal, retiringServicePrincipal
    case policy, policyName, bypassPolicyLockoutSafetyCheck, resourceArns
    case aliasName, targetKeyId, rotationPeriodInDays, replicaRegion, primaryRegion
    case responseKeyId, responseGrantId, keyMetadata, replicaKeyMetadata, replicaPolicy, keyState
    case deletionDate, pendingWindowInDays, additionalGrantId, rotationType
  }

  static let outline = Outline([
    member("awsRegion", .awsRegion), member("errorCode", .errorCode),
    member("recipientAccountId", .recipientAccountId), member("resources", .resources),
    member("sharedEventID", .sharedEventID),
    .object("addendum", [member("originalEventID", .originalEventID)]),
    .object("userIdentity", identity), .object("requestParameters", request),
    .object(
      "responseElements",
      [
        member("keyId", .responseKeyId), member("grantId", .responseGrantId),
        member("keyMetadata", .keyMetadata), member("replicaKeyMetadata", .replicaKeyMetadata),
        member("replicaPolicy", .replicaPolicy), member("keyState", .keyState),
        member("deletionDate", .deletionDate),
        member("pendingWindowInDays", .pendingWindowInDays),
      ]
    ),
    .object("additionalEventData", [member("grantId", .additionalGrantId)]),
    .object("serviceEventDetails", [member("rotationType", .rotationType)]),
  ])

  private static let identity: [Outline.Member] = [
    member("type", .identityType), member("arn", .arn), member("principalId", .principalId),
    member("accountId", .accountId), member("invokedBy", .invokedBy),
    .object("sessionContext", [.object("sessionIssuer", [member("arn", .issuerARN)])]),
    .object("onBehalfOf", [member("userId", .onBehalfOfUserID)]),
  ]

  private static let request: [Outline.Member] = [
    member("keyId", .requestKeyId), member("grantId", .requestGrantId), member("dryRun", .dryRun),
    member("name", .grantName), member("operations", .operations),
    member("constraints", .constraints), member("granteePrincipal", .granteePrincipal),
    member("granteeServicePrincipal", .granteeServicePrincipal),
    member("retiringPrincipal", .retiringPrincipal),
    member("retiringServicePrincipal", .retiringServicePrincipal), member("policy", .policy),
    member("policyName", .policyName),
    member("bypassPolicyLockoutSafetyCheck", .bypassPolicyLockoutSafetyCheck),
    member("resourceArns", .resourceArns), member("aliasName", .aliasName),
    member("targetKeyId", .targetKeyId), member("rotationPeriodInDays", .rotationPeriodInDays),
    member("replicaRegion", .replicaRegion), member("primaryRegion", .primaryRegion),
  ]

  private static func member(_ name: StaticString, _ field: Field) -> Outline.Member {
    .value(name, field.rawValue)
  }
}
