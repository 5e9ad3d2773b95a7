/// Grants, keys whose history is known, callers from outside.
extension Scenario {
  private static let emptyPolicy =
    "\"policy\":\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[]}\""

  func admin(_ account: String) -> Caller { role(account, "key-admin") }

  /// CreateGrant by the key's owner; returns what the report must say of it.
  mutating func createGrant(
    _ key: String,
    to grantee: String,
    _ operations: [String],
    _ time: Int,
    name: String = "",
    constraints: String = "",
    retiring: String? = nil
  ) -> Truth.Grant {
    let owner = KMSCall.owner(of: key)
    let grant = Truth.Grant(
      key: key,
      id: random.hex(64),
      name: name,
      grantee: grantee,
      retiring: retiring ?? "arn:aws:iam::\(owner):root",
      operations: operations.sorted().joined(separator: " "),
      constraints: constraints,
      created: time
    )
    plant(creation(of: grant, by: admin(owner), time))
    return grant
  }

  func creation(of grant: Truth.Grant, by caller: Caller, _ time: Int) -> KMSCall {
    var call = call("CreateGrant", caller, [grant.key], time, families: ["CreateGrant"])
    let kind = grant.grantee.contains(".") ? "granteeServicePrincipal" : "granteePrincipal"
    // Not in the order of the report.
    let names = grant.operations.split(separator: " ").reversed().map { "\"\($0)\"" }
    call.parameters += ",\"\(kind)\":\"\(grant.grantee)\""
    if !grant.retiring.isEmpty { call.parameters += ",\"retiringPrincipal\":\"\(grant.retiring)\"" }
    call.parameters += ",\"operations\":[\(names.joined(separator: ","))]"
    if !grant.name.isEmpty { call.parameters += ",\"name\":\"\(grant.name)\"" }
    if !grant.constraints.isEmpty { call.parameters += ",\"constraints\":\(grant.constraints)" }
    call.response = "{\"grantId\":\"\(grant.id)\",\"keyId\":\"\(grant.key)\"}"
    return call
  }

  func roleARN(_ account: String, _ name: String = "web") -> String {
    role(account, name).principal
  }

  /// One key used from another account before, while, just after and long after a grant.
  mutating func plantGrants() {
    let key = newKey(central)
    let user = role(workload)
    plant(call("Decrypt", user, [key], at(8)))
    var grant = createGrant(
      key,
      to: roleARN(workload),
      ["Decrypt", "DescribeKey"],
      at(9),
      name: "web"
    )
    let covered = Truth.Verdict(decision: "grant", basis: "grant \(grant.id)")
    for minute in 0..<5 { plant(call("Decrypt", user, [key], at(9, 30, minute)), verdict: covered) }
    plant(call("Encrypt", user, [key], at(9, 40)))
    end(&grant, "RetireGrant", by: user, at(10))
    plant(
      call("Decrypt", user, [key], at(10, 2)),
      verdict: Truth.Verdict(
        decision: "grant",
        basis: "grant \(grant.id), ended less than 5 minutes before"
      )
    )
    plant(call("Decrypt", user, [key], at(10, 30)))
    truth.grants.append(grant)
    plantConstrainedGrant()
    plantRevokedGrant()
  }

  private mutating func plantConstrainedGrant() {
    let key = newKey(central)
    let grant = createGrant(
      key,
      to: roleARN(workload),
      ["Decrypt"],
      at(9),
      constraints: "{\"encryptionContextSubset\":{\"tenant\":\"blue\"}}"
    )
    truth.grants.append(grant)
    // Without a context, and so not by this grant.
    plant(call("Decrypt", role(workload), [key], at(11)))
  }

  private mutating func plantRevokedGrant() {
    let key = newKey(central)
    var grant = createGrant(key, to: "arn:aws:iam::\(external):root", ["Encrypt"], at(5))
    plantForeign(
      call("Encrypt", role(external), [key], at(6)),
      owner: central,
      .full,
      verdict: Truth.Verdict(decision: "grant", basis: "grant \(grant.id)")
    )
    end(&grant, "RevokeGrant", by: admin(central), at(7))
    truth.grants.append(grant)
  }

  mutating func end(
    _ grant: inout Truth.Grant,
    _ operation: String,
    by caller: Caller,
    _ time: Int,
    verdict: Truth.Verdict? = nil
  ) {
    var call = call(operation, caller, [grant.key], time, families: [operation])
    if operation == "RetireGrant" {
      call.parameters = ""
      call.additional = "\"grantId\":\"\(grant.id)\""
    } else {
      call.parameters += ",\"grantId\":\"\(grant.id)\""
    }
    // The grantee's own RetireGrant crosses accounts.
    plant(call, verdict: verdict)
    grant.ended = time
    grant.endedBy = "\(operation) \(caller.principal)"
  }

  /// Keys made in the log: with the default policy nothing but a grant can let others in.
  mutating func plantNewKeys() {
    let known = newKey(central)
    createKey(known, at(4))
    let uncovered = Truth.Verdict(
      decision: "not-covered",
      basis: "no grant; only the default key policy since CreateKey"
    )
    for minute in 0..<3 {
      plant(
        call("GenerateDataKey", role(workload, "etl"), [known], at(5, minute)),
        verdict: uncovered
      )
    }
    let shared = newKey(central)
    createKey(shared, at(4, 1))
    var put = call("PutKeyPolicy", admin(central), [shared], at(4, 2), families: ["PutKeyPolicy"])
    put.parameters +=
      ",\"policyName\":\"default\",\"bypassPolicyLockoutSafetyCheck\":true,\(Self.emptyPolicy)"
    plant(put)
    plant(
      call("Decrypt", role(workload, "etl"), [shared], at(5, 30)),
      verdict: Self.uncovered(policySet: at(4, 2))
    )
    let given = newKey(central)
    createKey(given, at(4, 3), policy: Self.emptyPolicy)
    plant(
      call("Decrypt", role(workload, "etl"), [given], at(5, 40)),
      verdict: Self.uncovered(policySet: at(4, 3))
    )
    let doomed = newKey(workload)
    plant(
      call(
        "ScheduleKeyDeletion",
        admin(workload),
        [doomed],
        at(6),
        families: ["ScheduleKeyDeletion"]
      )
    )
  }

  /// A policy without statements lets nobody in.
  private static func uncovered(policySet time: Int) -> Truth.Verdict {
    Truth.Verdict(
      decision: "not-covered",
      basis: "no grant; no statement of the key policy set \(RecordWriter.time(time)) allows it"
    )
  }

  /// `policy` is the member of `requestParameters`, "" for the default policy; `metadata` are the
  /// members of `keyMetadata` that are of this kind of key.
  mutating func createKey(
    _ key: String,
    _ time: Int,
    policy: String = "",
    metadata: String = "\"keyManager\":\"CUSTOMER\",\"keyState\":\"Enabled\",\"multiRegion\":false"
  ) {
    var call = call(
      "CreateKey",
      admin(KMSCall.owner(of: key)),
      [key],
      time,
      families: ["CreateKey"]
    )
    call.parameters =
      "\"keySpec\":\"SYMMETRIC_DEFAULT\",\"keyUsage\":\"ENCRYPT_DECRYPT\",\"description\":\"=HYPERLINK(\\\"http://example.com\\\")\""
    if !policy.isEmpty { call.parameters += ",\(policy)" }
    let id = key.split(separator: "/").last ?? ""
    call.response =
      "{\"keyMetadata\":{\"aWSAccountId\":\"\(KMSCall.owner(of: key))\",\"keyId\":\"\(id)\",\"arn\":\"\(key)\",\(metadata)}}"
    plant(call)
  }

  /// Callers whose account is not in the trail: only the owner's copy shows them.
  mutating func plantForeignCallers() {
    let key = newKey(central)
    let caller = role(external, "partner")
    plantForeign(call("Decrypt", caller, [key], at(13)), owner: central, .full)
    plantForeign(call("Decrypt", caller, [key], at(13, 1)), owner: central, .accountOnly)
    let granted = newKey(central)
    truth.grants.append(createGrant(granted, to: caller.principal, ["Decrypt"], at(12)))
    plantForeign(
      call("Decrypt", caller, [granted], at(14)),
      owner: central,
      .accountOnly,
      verdict: Truth.Verdict(
        decision: "undetermined",
        basis:
          "the name of the caller \(RecordWriter.roleID(external, "partner")); \(Truth.Verdict.olderKey.basis)"
      )
    )
  }

  mutating func plantForeign(
    _ call: KMSCall,
    owner: String,
    _ form: RecordWriter.ForeignIdentity,
    verdict: Truth.Verdict? = nil,
    exported: Truth.Verdict? = nil
  ) {
    var call = call
    call.sharedEventID = random.uuid()
    var principal: String?
    if form == .accountOnly, case .role(let account, let name) = call.caller {
      principal = RecordWriter.roleID(account, name)
    }
    plant(
      call,
      recipient: owner,
      verdict: verdict,
      exported: exported,
      principal: principal,
      foreign: form
    )
  }

  /// One request, three accounts, three copies.
  mutating func plantReEncrypt() {
    let other = plan.members[7]
    var call = call("ReEncrypt", role(workload), [newKey(central), newKey(other)], at(15))
    call.sharedEventID = random.uuid()
    plant(call)
    for owner in [central, other] {
      let copy = RecordWriter.record(
        call,
        recipient: owner,
        eventID: random.uuid(),
        foreign: .full,
        &random
      )
      log(copy, owner, region, call.time)
      truth.count("second_copies")
    }
  }
}
