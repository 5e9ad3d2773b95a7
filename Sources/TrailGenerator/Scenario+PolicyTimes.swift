/// Key policies that are set, replaced, and not told.
extension Scenario {
  mutating func plantPolicyTimes() {
    plantReplacedPolicy()
    plantMissingPolicy()
    plantUnreadablePolicy()
    plantPolicyOfOlderKey()
    plantReplica()
    plantUnwatched()
  }

  /// `policy` is the member of `requestParameters`; "" for a record without it.
  mutating func putPolicy(
    _ key: String,
    _ policy: String,
    _ time: Int,
    ending: KMSCall.Ending = .ok
  ) {
    let owner = admin(KMSCall.owner(of: key))
    var call = call("PutKeyPolicy", owner, [key], time, families: ["PutKeyPolicy"])
    call.parameters += ",\"policyName\":\"default\""
    if !policy.isEmpty { call.parameters += ",\(policy)" }
    call.ending = ending
    plant(call)
  }

  func allowing(_ name: String) -> String {
    policy([Self.statement(name, Self.principal(roleARN(workload, name)))])
  }

  private mutating func plantDecryptions(
    _ key: String,
    _ uses: [(role: String, time: Int, verdict: Truth.Verdict)]
  ) {
    for use in uses {
      plant(call("Decrypt", role(workload, use.role), [key], use.time), verdict: use.verdict)
    }
  }

  /// What a policy replaced may still apply for 300 seconds.
  private mutating func plantReplacedPolicy() {
    let key = madeKey()
    putPolicy(key, allowing("web"), at(5))
    putPolicy(key, allowing("batch"), at(5, 20), ending: .denied)
    putPolicy(key, allowing("etl"), at(6))
    let (first, second) = (Truth.Verdict.bySet(at(5)), Truth.Verdict.bySet(at(6)))
    plantDecryptions(
      key,
      [
        ("web", at(4), .uncovered(Truth.Verdict.byDefault)),
        ("web", at(5), .statement("web", set: at(5), Truth.Verdict.set)),
        ("web", at(5, 4, 59), .statement("web", set: at(5), Truth.Verdict.set)),
        ("web", at(5, 5), .statement("web", set: at(5))), ("etl", at(5, 30), .uncovered(first)),
        ("batch", at(5, 30), .uncovered(first)),
        ("etl", at(6, 1), .statement("etl", set: at(6), Truth.Verdict.set)),
        ("web", at(6, 4, 59), .statement("web", set: at(5), Truth.Verdict.replaced)),
        ("batch", at(6, 2), .uncovered(second)), ("web", at(6, 5), .uncovered(second)),
      ]
    )
  }

  /// A PutKeyPolicy whose record has not its text.
  private mutating func plantMissingPolicy() {
    let key = madeKey()
    putPolicy(key, "", at(5))
    putPolicy(key, allowing("web"), at(6))
    let missing = Truth.Verdict.untold(
      "the key policy: PutKeyPolicy of \(RecordWriter.time(at(5))) does not hold it"
    )
    plantDecryptions(
      key,
      [
        ("web", at(5, 30), missing), ("etl", at(6, 1), missing),
        ("web", at(6, 30), .statement("web", set: at(6))),
        ("etl", at(6, 30), .uncovered(Truth.Verdict.bySet(at(6)))),
      ]
    )
  }

  private mutating func plantUnreadablePolicy() {
    let key = madeKey()
    let statement = Self.statement("odd", Self.everyone, effect: "Maybe")
    putPolicy(key, policy([statement]), at(5))
    plantDecryptions(
      key,
      [
        (
          "web", at(5, 30),
          .untold("the key policy: it cannot be judged: statement 2: Effect has an unknown value")
        )
      ]
    )
  }

  /// Before the first change nothing is known, and of grants nothing at any time.
  private mutating func plantPolicyOfOlderKey() {
    let key = newKey(central)
    putPolicy(key, allowing("web"), at(5))
    plantDecryptions(
      key,
      [
        ("web", at(4), .olderKey), ("web", at(5, 30), .statement("web", set: at(5))),
        ("etl", at(5, 2), .olderKey),
        ("etl", at(5, 30), .untold("the grants: the key is older than the logs")),
      ]
    )
  }

  /// A replica has the policy that ReplicateKey gave it, whatever its CreateKey says.
  private mutating func plantReplica() {
    let id = "mrk-" + random.hex(32)
    let primary = "arn:aws:kms:us-east-1:\(central):key/\(id)"
    let replica = "arn:aws:kms:\(region):\(central):key/\(id)"
    let metadata =
      "\"keyManager\":\"CUSTOMER\",\"keyState\":\"Creating\",\"multiRegion\":true,\"multiRegionConfiguration\":{\"multiRegionKeyType\":\"REPLICA\",\"primaryKey\":{\"arn\":\"\(primary)\",\"region\":\"us-east-1\"}}"
    var call = call("ReplicateKey", admin(central), [primary], at(3), families: ["ReplicateKey"])
    call.region = "us-east-1"
    call.parameters += ",\"replicaRegion\":\"\(region)\""
    let given = Self.statement("web", Self.principal(roleARN(workload)))
    call.response =
      "{\"replicaKeyMetadata\":{\"aWSAccountId\":\"\(central)\",\"keyId\":\"\(id)\",\"arn\":\"\(replica)\",\(metadata)},\"replicaPolicy\":\(Self.json(policyText([given])))}"
    plant(call)
    createKey(replica, at(3, 0, 1), metadata: metadata)
    plantDecryptions(
      replica,
      [
        ("web", at(5), .statement("web", set: at(3))),
        ("etl", at(5), .uncovered(Truth.Verdict.bySet(at(3)))),
      ]
    )
    let lonely = "arn:aws:kms:\(region):\(central):key/mrk-" + random.hex(32)
    createKey(lonely, at(3), metadata: metadata)
    plantDecryptions(
      lonely,
      [("web", at(5), .untold("the key policy: its ReplicateKey is not in the logs"))]
    )
  }

  /// A day without a record of the key's account, in which it could have changed unseen.
  private mutating func plantUnwatched() {
    let (owner, user) = ("666666666666", "888888888888")
    let key = newKey(owner)
    createKey(key, at(4))
    let grant = createGrant(key, to: roleARN(user), ["Decrypt"], at(5))
    let gap = "no records of account \(owner) in \(region) after \(RecordWriter.time(at(6)))"
    let policy = "the key policy: \(gap)"
    let uses: [(role: String, time: Int, verdict: Truth.Verdict)] = [
      ("web", at(30), .grant(grant)), ("etl", at(30), .uncovered(Truth.Verdict.byDefault)),
      ("web", at(30, 0, 1), .untold(grant.says(gap), policy)),
      ("etl", at(30, 0, 1), .untold(policy)),
    ]
    for use in uses {
      plant(call("Decrypt", role(user, use.role), [key], use.time), verdict: use.verdict)
    }
    truth.grants.append(grant)
  }
}
