import JSONScan

extension KeyEvent {
  /// What is read of a record.
  package enum Field: Int, CaseIterable, Sendable {
    case awsRegion, errorCode, recipientAccountId, resources
    case identityType, arn, principalId, accountId, invokedBy, issuerARN, onBehalfOfUserID
    case requestKeyId, requestGrantId, dryRun, grantName, operations, constraints
    case granteePrincipal, granteeServicePrincipal, retiringPrincipal, retiringServicePrincipal
    case policy, policyName, resourceArns
    case responseKeyId, responseGrantId, keyMetadata, replicaKeyMetadata, replicaPolicy, keyState
    case additionalGrantId
  }

  static let outline = Outline([
    member("awsRegion", .awsRegion), member("errorCode", .errorCode),
    member("recipientAccountId", .recipientAccountId), member("resources", .resources),
    .object("userIdentity", identity), .object("requestParameters", request),
    .object(
      "responseElements",
      [
        member("keyId", .responseKeyId), member("grantId", .responseGrantId),
        member("keyMetadata", .keyMetadata), member("replicaKeyMetadata", .replicaKeyMetadata),
        member("replicaPolicy", .replicaPolicy), member("keyState", .keyState),
      ]
    ),
    .object("additionalEventData", [member("grantId", .additionalGrantId)]),
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
    member("policyName", .policyName), member("resourceArns", .resourceArns),
  ]

  private static func member(_ name: StaticString, _ field: Field) -> Outline.Member {
    .value(name, field.rawValue)
  }
}
