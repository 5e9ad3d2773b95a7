/// What decides beside grants and key policies: who calls, for whom, and whose key it is.
extension Scenario {
  /// Every grant, key policy and export, and for every use the verdict by hand.
  mutating func plantAccess() {
    plantGrantees()
    plantContexts()
    plantGrantLives()
    plantKeyPolicies()
    plantConditions()
    plantPolicyTimes()
    plantSessionForwarding()
    plantManagedKey()
    plantResourceShares()
    plantForeignAdministration()
    plantExports()
  }

  /// A service in a role's name: the role is the caller.
  private mutating func plantSessionForwarding() {
    let grant = newGrant(to: roleARN(workload))
    for name in ["web", "etl"] {
      var call = call("Decrypt", role(workload, name), [grant.key], at(9, 30))
      call.service = (raw: "s3.amazonaws.com", shown: "s3.amazonaws.com")
      plant(call, verdict: name == "web" ? .grant(grant) : .uncovered(Truth.Verdict.byDefault))
    }
    truth.grants.append(grant)
  }

  static let managed = Truth.Verdict.untold(
    "an AWS managed key: only AWS services in its own account use it"
  )

  private mutating func plantManagedKey() {
    let key = newKey(central)
    createKey(key, at(3), metadata: "\"keyManager\":\"AWS\",\"multiRegion\":false")
    plant(call("Decrypt", role(workload), [key], at(5)), verdict: Self.managed)
  }

  /// A share gives by a policy that no record holds.
  private mutating func plantResourceShares() {
    let key = madeKey()
    logShare("CreateResourceShare", key, at(4))
    let covered = newGrant(on: key, to: roleARN(workload, "etl"))
    let unclear = Truth.Verdict.untold(
      "the AWS_RAM policy of the key, which a resource share names"
    )
    plant(call("Decrypt", role(workload), [key], at(9, 30)), verdict: unclear)
    plant(call("Decrypt", role(workload, "etl"), [key], at(9, 30)), verdict: .grant(covered))
    truth.grants.append(covered)
    let told = madeKey()
    logShare("AssociateResourceShare", told, at(4))
    let statement = Self.statement("share", Self.principal(workload), action: "kms:Decrypt")
    exportPolicy(policyText([statement]), of: told, name: "AWS_RAM")
    plant(
      call("Decrypt", role(workload), [told], at(9, 30)),
      verdict: unclear,
      exported: .exported("share", of: "AWS_RAM policy")
    )
    plant(
      call("Encrypt", role(workload), [told], at(9, 30)),
      verdict: unclear,
      exported: .uncovered(Truth.Verdict.byDefault)
    )
  }

  private mutating func logShare(_ name: String, _ key: String, _ time: Int) {
    let identity = RecordWriter.identity(admin(central), invokedBy: nil, &random)
    let record =
      "{\"eventVersion\":\"1.11\",\"userIdentity\":\(identity),\"eventTime\":\"\(RecordWriter.time(time))\",\"eventSource\":\"ram.amazonaws.com\",\"eventName\":\"\(name)\",\"awsRegion\":\"\(region)\",\"sourceIPAddress\":\"10.1.1.1\",\"userAgent\":\"aws-cli\",\"requestParameters\":{\"name\":\"keys\",\"resourceArns\":[\"\(key)\"],\"principals\":[\"\(workload)\"]},\"responseElements\":null,\"requestID\":\"\(random.uuid())\",\"eventID\":\"\(random.uuid())\",\"readOnly\":false,\"eventType\":\"AwsApiCall\",\"managementEvent\":true,\"recipientAccountId\":\"\(central)\",\"eventCategory\":\"Management\"}"
    log(record, central, region, time, isKMS: false)
  }

  /// No policy lets another account do this.
  private mutating func plantForeignAdministration() {
    let key = key(allowing: Self.statement("account", Self.principal(workload)))
    let call = call("GetKeyPolicy", role(workload), [key], at(5), families: ["GetKeyPolicy"])
    plant(
      call,
      verdict: .untold(
        "the operation works in the key's own account only, and the record names another"
      )
    )
  }
}
