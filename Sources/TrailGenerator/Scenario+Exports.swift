/// What the AWS CLI would have printed of some keys at the end of the day, and what follows of it.
extension Scenario {
  /// An account without a log that the list of accounts has.
  var exportedMember: String { plan.externals[1] }

  mutating func plantExports() {
    plantExportedPolicy()
    plantPolicyWithoutGrants()
    plantExportedGrants()
    plantLostGrant()
    plantChangedPolicy()
    plantConfirmedPolicy()
    plantExportedAliases()
    exportOrganization()
  }

  private static func refused(_ reason: String = "no grant") -> Truth.Verdict {
    .uncovered(Truth.Verdict.byExport, reason)
  }

  /// With policy and grants nothing of a key is unknown, however old it is.
  private mutating func plantExportedPolicy() {
    let key = newKey(central)
    let statement = Self.statement("web", Self.principal(roleARN(workload)))
    exportPolicy(policyText([statement]), of: key)
    exportGrants([], of: key)
    plant(call("Decrypt", role(workload), [key], at(8)), exported: .exported("web"))
    plant(call("Decrypt", role(workload, "etl"), [key], at(8)), exported: Self.refused())
    let caller = role(external, "partner")
    plantForeign(
      call("Decrypt", caller, [key], at(8)),
      owner: central,
      .full,
      exported: Self.refused()
    )
    plantForeign(
      call("Decrypt", caller, [key], at(8)),
      owner: central,
      .accountOnly,
      exported: Self.refused()
    )
  }

  private mutating func plantPolicyWithoutGrants() {
    let key = newKey(central)
    exportPolicy(policyText([]), of: key)
    plant(
      call("Decrypt", role(workload), [key], at(8)),
      exported: .untold("the grants: the key is older than the logs")
    )
  }

  /// Grants that were made before the log begins.
  private mutating func plantExportedGrants() {
    let key = newKey(central)
    var grants = ["web", "batch"].map { name in
      Truth.Grant(
        key: key,
        id: random.hex(64),
        name: name,
        grantee: roleARN(workload, name),
        retiring: "arn:aws:iam::\(central):root",
        operations: "Decrypt Encrypt",
        constraints: "",
        created: at(-480),
        isExported: true
      )
    }
    grants[1].constraints = "{\"encryptionContextSubset\":{\"Tenant\":\"blue\"}}"
    exportGrants(grants, of: key)
    exportPolicy(policyText([]), of: key)
    plant(call("Decrypt", role(workload), [key], at(8)), exported: .grant(grants[0]))
    for (second, tenant) in ["blue", "green"].enumerated() {
      let call = call("Decrypt", role(workload, "batch"), [key], at(8, 0, second))
      plant(
        call.in(context: "\"Tenant\":\"\(tenant)\""),
        exported: tenant == "blue"
          ? .grant(grants[1]) : Self.refused(grants[1].says("encryption context"))
      )
    }
    truth.grants += grants
  }

  /// In force by the log, and no longer listed: it ended unseen, nobody knows when.
  private mutating func plantLostGrant() {
    let lost = newGrant(to: roleARN(workload))
    let kept = newGrant(on: lost.key, to: roleARN(workload, "etl"))
    exportGrants([kept], of: lost.key)
    let (created, listed) = (lost.created ?? 0, TrailGenerator.exportSecond)
    let span = "between \(RecordWriter.time(created)) and \(RecordWriter.time(listed))"
    plant(
      call("Decrypt", role(workload), [lost.key], at(9, 30)),
      verdict: .grant(lost),
      exported: .untold(lost.says("it ended \(span)"))
    )
    plant(call("Decrypt", role(workload, "etl"), [lost.key], at(9, 30)), verdict: .grant(kept))
    truth.grants += [lost, kept]
  }

  /// Another policy than the last one set: it was replaced unseen.
  private mutating func plantChangedPolicy() {
    let key = madeKey()
    putPolicy(key, allowing("web"), at(5))
    exportPolicy(policyText([]), of: key)
    let (set, told) = (at(5), TrailGenerator.exportSecond)
    let span = "between \(RecordWriter.time(set)) and \(RecordWriter.time(told))"
    plant(
      call("Decrypt", role(workload), [key], at(5, 30)),
      verdict: .statement("web", set: set),
      exported: .untold("the key policy: it changed \(span)")
    )
  }

  /// The same policy, told by an export with other spaces: known since it was set.
  private mutating func plantConfirmedPolicy() {
    let key = madeKey()
    putPolicy(key, allowing("web"), at(5))
    let text = policyText([Self.statement("web", Self.principal(roleARN(workload)))])
    exportPolicy(text.replacing("\"Statement\":", "\"Statement\" : "), of: key)
    plant(
      call("Decrypt", role(workload), [key], at(5, 30)),
      verdict: .statement("web", set: at(5))
    )
    plant(
      call("Decrypt", role(workload, "etl"), [key], at(5, 30)),
      verdict: .uncovered(Truth.Verdict.bySet(at(5)))
    )
  }

  /// An alias of AWS's own, and a description, tell whose key it is.
  private mutating func plantExportedAliases() {
    let (key, described) = (newKey(central), newKey(central))
    let id = key.split(separator: "/").last ?? ""
    exports["list-aliases.\(central).\(region).json"] =
      "{\"Aliases\":[{\"AliasName\":\"alias/aws/ebs\",\"AliasArn\":\"arn:aws:kms:\(region):\(central):alias/aws/ebs\",\"TargetKeyId\":\"\(id)\"}],\"Truncated\":false}\n"
    exportDescription(of: described, spec: "SYMMETRIC_DEFAULT", manager: "AWS")
    for key in [key, described] {
      plant(call("Decrypt", role(workload), [key], at(8)), exported: Self.managed)
    }
  }

  // MARK: Answers of the AWS CLI

  private mutating func export(
    _ command: String,
    of key: String,
    _ text: String,
    policy: String = ""
  ) {
    let id = key.split(separator: "/").last.map(String.init) ?? ""
    let parts = [command, KMSCall.owner(of: key), region, id, policy, "json"]
    exports[parts.filter { !$0.isEmpty }.joined(separator: ".")] = text + "\n"
  }

  mutating func exportPolicy(_ text: String, of key: String, name: String = "") {
    let shown = name.isEmpty ? "default" : name
    let answer = "{\"Policy\":\(Self.json(text)),\"PolicyName\":\"\(shown)\"}"
    export("get-key-policy", of: key, answer, policy: name)
  }

  private mutating func exportGrants(_ grants: [Truth.Grant], of key: String) {
    let entries = grants.map { grant in
      let operations = grant.operations.split(separator: " ").map { "\"\($0)\"" }
      let constraints = grant.constraints.replacing("encryption", "Encryption")
      let asked = constraints.isEmpty ? "" : ",\"Constraints\":\(constraints)"
      let time = RecordWriter.time(grant.created ?? 0).dropLast() + "+00:00"
      return
        "{\"KeyId\":\"\(key)\",\"GrantId\":\"\(grant.id)\",\"Name\":\"\(grant.name)\",\"CreationDate\":\"\(time)\",\"GranteePrincipal\":\"\(grant.grantee)\",\"RetiringPrincipal\":\"\(grant.retiring)\",\"IssuingAccount\":\"arn:aws:iam::\(central):root\",\"Operations\":[\(operations.joined(separator: ","))]\(asked)}"
    }
    let answer = "{\"Grants\":[\(entries.joined(separator: ","))],\"Truncated\":false}"
    export("list-grants", of: key, answer)
  }

  mutating func exportDescription(of key: String, spec: String, manager: String = "CUSTOMER") {
    let id = key.split(separator: "/").last ?? ""
    export(
      "describe-key",
      of: key,
      "{\"KeyMetadata\":{\"AWSAccountId\":\"\(KMSCall.owner(of: key))\",\"KeyId\":\"\(id)\",\"Arn\":\"\(key)\",\"Enabled\":true,\"KeyUsage\":\"ENCRYPT_DECRYPT\",\"KeyState\":\"Enabled\",\"Origin\":\"AWS_KMS\",\"KeyManager\":\"\(manager)\",\"KeySpec\":\"\(spec)\",\"MultiRegion\":false}}"
    )
  }

  private mutating func exportOrganization() {
    let accounts = plan.members + [exportedMember]
    truth.exportedAccounts = Set(accounts)
    let entries = accounts.map { account in
      "{\"Id\":\"\(account)\",\"Arn\":\"arn:aws:organizations::\(central):account/\(OrgPlan.organization)/\(account)\",\"Name\":\"\",\"Status\":\"ACTIVE\"}"
    }
    exports["list-accounts.json"] = "{\"Accounts\":[\(entries.joined(separator: ","))]}\n"
    exports["describe-organization.json"] =
      "{\"Organization\":{\"Id\":\"\(OrgPlan.organization)\",\"Arn\":\"arn:aws:organizations::\(central):organization/\(OrgPlan.organization)\",\"FeatureSet\":\"ALL\",\"MasterAccountId\":\"\(central)\"}}\n"
  }
}
