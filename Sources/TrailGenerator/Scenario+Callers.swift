/// Callers of every documented shape.
extension Scenario {
  mutating func plantCallers() {
    let key = newKey(workload)
    plant(call("Encrypt", .user(account: workload, name: "break-glass"), [key], at(21)))
    plant(call("Encrypt", .root(account: workload), [key], at(21, 1)))
    plant(key, at(21, 2), as: federatedUser("auditor"), federatedIdentity("auditor"))
    plantIdentityCenterUser(key)
    plantBareRole(key)
    plantServiceLinkedRole(key)
    plantWithoutAccount(key)
    plantRegionalService(key)
    plantFargate(key)
    plantInternalEndpoint(key)
  }

  /// A call of an identity that no `Caller` has.
  private mutating func plant(
    _ key: String,
    _ time: Int,
    as principal: String,
    _ identity: String,
    service: String? = nil,
    attribution: String = "identity"
  ) {
    var call = call("Decrypt", .root(account: workload), [key], time)
    call.identity = identity
    call.service = service.map { (raw: $0, shown: $0) }
    call.attribution = attribution
    plant(call, principal: principal)
  }

  func federatedUser(_ name: String) -> String {
    "arn:aws:sts::\(workload):federated-user/\(name)"
  }

  func federatedIdentity(_ name: String) -> String {
    "{\"type\":\"FederatedUser\",\"principalId\":\"\(workload):\(name)\",\"arn\":\"\(federatedUser(name))\",\"accountId\":\"\(workload)\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"IAMUser\",\"principalId\":\"AIDAEXAMPLE\",\"arn\":\"arn:aws:iam::\(workload):user/broker\",\"accountId\":\"\(workload)\",\"userName\":\"broker\"},\"attributes\":{}}}"
  }

  private mutating func plantIdentityCenterUser(_ key: String) {
    let user = "544894e8-80c1-707f-60e3-3ba6510dfac1"
    plant(
      key,
      at(21, 3),
      as: user,
      "{\"type\":\"IdentityCenterUser\",\"accountId\":\"\(workload)\",\"onBehalfOf\":{\"userId\":\"\(user)\",\"identityStoreArn\":\"arn:aws:identitystore::\(central):identitystore/d-9067642ac7\"},\"credentialId\":\"c1\"}"
    )
  }

  private mutating func plantBareRole(_ key: String) {
    let arn = "arn:aws:iam::\(workload):role/app/worker"
    plant(
      key,
      at(21, 4),
      as: arn,
      "{\"type\":\"Role\",\"principalId\":\"AROAEXAMPLE\",\"arn\":\"\(arn)\",\"accountId\":\"\(workload)\"}"
    )
  }

  private mutating func plantServiceLinkedRole(_ key: String) {
    let service = "autoscaling.amazonaws.com"
    let name = "AWSServiceRoleForAutoScaling"
    let arn = "arn:aws:iam::\(workload):role/aws-service-role/\(service)/\(name)"
    plant(
      key,
      at(21, 5),
      as: arn,
      "{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE:AutoScaling\",\"arn\":\"arn:aws:sts::\(workload):assumed-role/\(name)/AutoScaling\",\"accountId\":\"\(workload)\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"principalId\":\"AROAEXAMPLE\",\"arn\":\"\(arn)\",\"accountId\":\"\(workload)\",\"userName\":\"\(name)\"},\"attributes\":{}},\"invokedBy\":\"\(service)\"}",
      service: service
    )
  }

  /// The ARN tells what the missing `accountId` does not.
  private mutating func plantWithoutAccount(_ key: String) {
    plant(
      key,
      at(21, 6),
      as: "arn:aws:sts::\(workload):assumed-role/legacy",
      "{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE:s\",\"arn\":\"arn:aws:sts::\(workload):assumed-role/legacy/s\"}",
      attribution: "issuer"
    )
  }

  /// A service that names its Region; its `sharedEventID` has no other half here.
  private mutating func plantRegionalService(_ key: String) {
    let raw = "workmail.\(region).amazonaws.com"
    var call = call("GenerateDataKey", .service(raw, scopeAccount: nil), [key], at(21, 7))
    call.service = (raw: raw, shown: "workmail.amazonaws.com")
    call.parameters +=
      ",\"encryptionContext\":{\"aws:workmail:arn\":\"arn:aws:workmail:\(region):\(workload):organization/m-1\"}"
    call.contextAccount = workload
    call.sharedEventID = random.uuid()
    plant(call, recipient: workload, principal: "workmail.amazonaws.com")
  }

  /// `resources` has the key's ARN, but no account beside it.
  private mutating func plantFargate(_ key: String) {
    let raw = "fargate.\(region).amazonaws.com"
    var call = call(
      "GenerateDataKeyWithoutPlaintext",
      .service(raw, scopeAccount: nil),
      [key],
      at(21, 8)
    )
    call.service = (raw: raw, shown: "fargate.amazonaws.com")
    call.parameters +=
      ",\"encryptionContext\":{\"aws:ecs:clusterAccount\":\"\(workload)\",\"aws:ecs:clusterName\":\"shop\"}"
    call.contextAccount = workload
    let owner = "[{\"accountId\":\"\(workload)\",\"type\":\"AWS::KMS::Key\""
    plant(call, recipient: workload, principal: "fargate.amazonaws.com") { record in
      record.replacing(owner, "[{\"accountId\":\"AWS Internal\",\"type\":\"AWS::KMS::Key\"")
    }
  }

  /// EC2 in a user's name: a `sharedEventID`, though nothing crosses accounts.
  private mutating func plantInternalEndpoint(_ key: String) {
    var call = call("GenerateDataKeyWithoutPlaintext", role(workload), [key], at(21, 9))
    call.service = (raw: "ec2-frontend-api.amazonaws.com", shown: "ec2.amazonaws.com")
    call.sharedEventID = random.uuid()
    plant(
      call,
      extra: "\"vpcEndpointId\":\"AWS Internal\",\"vpcEndpointAccountId\":\"AWS Internal\","
    )
  }
}
