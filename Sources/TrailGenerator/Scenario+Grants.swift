/// Grants beyond the plain one: two at once, constraints, refused, half seen, of a foreign grantor.
extension Scenario {
  mutating func plantMoreGrants() {
    plantOverlappingGrants()
    plantConstraints()
    plantHalfSeenGrant()
    plantRefusedGrants()
    plantForeignGrantor()
    plantGrantedReEncrypt()
  }

  /// Of two that cover the earlier is named; one in force goes before one that has ended; the end
  /// lingers for 299 seconds and no longer.
  private mutating func plantOverlappingGrants() {
    let key = newKey(central)
    let user = role(workload)
    var first = createGrant(key, to: roleARN(workload), ["Decrypt"], at(9))
    var second = createGrant(key, to: "arn:aws:iam::\(workload):root", ["Decrypt"], at(9, 1))
    plant(call("Decrypt", user, [key], at(9, 30)), verdict: .grant(first))
    end(&first, "RevokeGrant", by: admin(central), at(10))
    plant(call("Decrypt", user, [key], at(10, 1)), verdict: .grant(second))
    end(&second, "RevokeGrant", by: admin(central), at(11))
    let lingering = Truth.Verdict(
      decision: "grant",
      basis: "grant \(second.id), ended less than 5 minutes before"
    )
    plant(call("Decrypt", user, [key], at(11, 4, 59)), verdict: lingering)
    plant(call("Decrypt", user, [key], at(11, 5)))
    truth.grants += [first, second]
  }

  /// A context is asked of the encryption, not of DescribeKey.
  private mutating func plantConstraints() {
    let key = newKey(central)
    let user = role(workload)
    var exact = createGrant(
      key,
      to: roleARN(workload),
      ["DescribeKey", "Decrypt"],
      at(9, 10),
      constraints: "{\"encryptionContextEquals\":{\"tenant\":\"blue, \\\"1\\\"\",\"app\":\"shop\"}}"
    )
    exact.constraints =
      "{\"encryptionContextEquals\":{\"app\":\"shop\",\"tenant\":\"blue, \\\"1\\\"\"}}"
    plant(call("Decrypt", user, [key], at(11, 10)))
    plant(
      call("DescribeKey", user, [key], at(11, 11), families: ["DescribeKey"]),
      verdict: .grant(exact)
    )
    let other = newKey(central)
    let sourced = createGrant(
      other,
      to: roleARN(workload),
      ["Encrypt"],
      at(9, 11),
      constraints: "{\"sourceArn\":\"arn:aws:s3:::bucket-1\"}"
    )
    plant(
      call("Encrypt", user, [other], at(11, 12)),
      verdict: .untold(
        sourced.says("whether the source is arn:aws:s3:::bucket-1"),
        Truth.Verdict.olderKey.basis
      )
    )
    truth.grants += [exact, sourced]
  }

  /// Made before the log begins: only its end is seen.
  private mutating func plantHalfSeenGrant() {
    var grant = Truth.Grant(
      key: newKey(central),
      id: random.hex(64),
      name: "",
      grantee: "",
      retiring: "",
      operations: "",
      constraints: ""
    )
    end(&grant, "RevokeGrant", by: admin(central), at(9, 20))
    truth.grants.append(grant)
  }

  /// One refused and one tried dry: neither makes a grant.
  private mutating func plantRefusedGrants() {
    let key = newKey(central)
    var refused = call("CreateGrant", role(workload), [key], at(9), families: ["CreateGrant"])
    refused.parameters +=
      ",\"granteePrincipal\":\"\(roleARN(workload))\",\"operations\":[\"Decrypt\"]"
    refused.ending = .denied
    plant(refused)
    var dry = refused
    dry.parameters += ",\"dryRun\":true"
    dry.ending = .failed("DryRunOperationException")
    logNoUse(dry, "dry_runs")
    plant(call("Decrypt", role(workload), [key], at(9, 30)))
  }

  /// A grant that another account makes is a cross-account use of the key, logged in both.
  private mutating func plantForeignGrantor() {
    let key = newKey(central)
    let id = random.hex(64)
    var call = call("CreateGrant", role(workload), [key], at(9, 40), families: ["CreateGrant"])
    call.parameters +=
      ",\"granteePrincipal\":\"\(roleARN(workload, "etl"))\",\"operations\":[\"Decrypt\"]"
    call.response = "{\"grantId\":\"\(id)\",\"keyId\":\"\(key)\"}"
    plantCopies(of: call, [(central, .full)])
    let grant = Truth.Grant(
      key: key,
      id: id,
      name: "",
      grantee: roleARN(workload, "etl"),
      retiring: "",
      operations: "Decrypt",
      constraints: "",
      created: at(9, 40)
    )
    plant(self.call("Decrypt", role(workload, "etl"), [key], at(9, 50)), verdict: .grant(grant))
    truth.grants.append(grant)
  }

  /// Covered on the source key, not on the destination's.
  private mutating func plantGrantedReEncrypt() {
    let (source, destination) = (newKey(central), newKey(plan.members[7]))
    let grant = createGrant(source, to: roleARN(workload), ["ReEncryptFrom", "ReEncryptTo"], at(9))
    plant(
      call("ReEncrypt", role(workload), [source, destination], at(15, 10)),
      verdict: .grant(grant),
      second: .olderKey
    )
    plant(
      call("ReEncrypt", role(workload), [source, source], at(15, 11)),
      verdict: .grant(grant)
    )
    truth.grants.append(grant)
  }
}
