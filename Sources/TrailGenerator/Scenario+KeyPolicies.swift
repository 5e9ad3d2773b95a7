/// Whom a key policy names, and what it denies.
extension Scenario {
  mutating func plantKeyPolicies() {
    plantPrincipals()
    plantSessionPrincipal()
    plantNotPrincipal()
    plantLeastOpen()
    plantOutsiders()
    plantDenies()
  }

  /// A statement on any key, by its principal's element, such as `"Principal":"*"`, and by the
  /// value of its condition, "" without.
  static func statement(
    _ sid: String,
    _ who: String,
    effect: String = "Allow",
    action: String = "kms:*",
    condition: String = ""
  ) -> String {
    let name = sid.isEmpty ? "" : "\"Sid\":\"\(sid)\","
    let limit = condition.isEmpty ? "" : ",\"Condition\":\(condition)"
    return
      "{\(name)\"Effect\":\"\(effect)\",\(who),\"Action\":\"\(action)\",\"Resource\":\"*\"\(limit)}"
  }

  static func principal(_ arn: String) -> String { "\"Principal\":{\"AWS\":\"\(arn)\"}" }
  static let everyone = "\"Principal\":\"*\""

  /// The text of a policy that leaves the key to its owner, too.
  func policyText(_ statements: [String]) -> String {
    let owner = Self.statement("owner", Self.principal("arn:aws:iam::\(central):root"))
    let all = ([owner] + statements).joined(separator: ",")
    return "{\"Version\":\"2012-10-17\",\"Statement\":[\(all)]}"
  }

  /// The member of a record.
  func policy(_ statements: [String]) -> String {
    "\"policy\":\(Self.json(policyText(statements)))"
  }

  static func json(_ text: String) -> String {
    let escaped = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + escaped.joined(separator: "\\\"") + "\""
  }

  /// A key made with that policy, beside what is its owner's.
  mutating func key(allowing statements: String...) -> String {
    madeKey(policy: policy(statements))
  }

  /// By a statement of the policy that the key was made with.
  func allowed(by name: String, on key: String) -> Truth.Verdict {
    .statement(name, set: made(key))
  }

  func nobody(on key: String) -> Truth.Verdict { .uncovered(Truth.Verdict.bySet(made(key))) }

  private mutating func plantPrincipals() {
    let user = Caller.user(account: workload, name: "break-glass")
    let root = "arn:aws:iam::\(workload):root"
    let forms: [(who: String, caller: Caller, other: Caller?)] = [
      (Self.principal(root), role(workload), role(plan.members[8])),
      (Self.principal(workload), role(workload), role(plan.members[8])),
      (Self.principal(roleARN(workload)), role(workload), role(workload, "etl")),
      (Self.principal(user.principal), user, .user(account: workload, name: "intern")),
      (Self.everyone, role(workload), nil),
    ]
    for form in forms {
      let key = key(allowing: Self.statement("use", form.who, action: "kms:Decrypt"))
      plant(call("Decrypt", form.caller, [key], at(5)), verdict: allowed(by: "use", on: key))
      plant(call("Encrypt", form.caller, [key], at(5, 1)), verdict: nobody(on: key))
      if let other = form.other {
        plant(call("Decrypt", other, [key], at(5, 2)), verdict: nobody(on: key))
      }
    }
    let service = "\"Principal\":{\"Service\":\"fsx.amazonaws.com\"}"
    let key = key(allowing: Self.statement("service", service))
    plantService("fsx.amazonaws.com", key, at(5), allowed(by: "service", on: key))
    plantService("rds.amazonaws.com", key, at(5, 1), Self.unclear("rds.amazonaws.com"))
    let federated = self.key(
      allowing: Self.statement("federated", Self.principal(federatedUser("auditor")))
    )
    plantFederated("auditor", [federated], at(5), allowed(by: "federated", on: federated))
    plantFederated("visitor", [federated], at(5, 1), nobody(on: federated))
  }

  private mutating func plantSessionPrincipal() {
    let arn = "arn:aws:sts::\(workload):assumed-role/web/deploy-7"
    let key = key(allowing: Self.statement("session", Self.principal(arn)))
    let unclear = Truth.Verdict.untold("which session of the role web called")
    let uses: [(operation: String, session: String, verdict: Truth.Verdict)] = [
      ("Decrypt", "deploy-7", allowed(by: "session", on: key)),
      ("Encrypt", "deploy-8", nobody(on: key)), ("GenerateDataKey", "deploy-7", unclear),
      ("GenerateDataKey", "deploy-8", unclear),
    ]
    for use in uses {
      let call = call(use.operation, role(workload), [key], at(5))
      plant(call.in(session: use.session), verdict: use.verdict)
    }
  }

  /// A caller is spared for certain only where all that it is stands in the list.
  private mutating func plantNotPrincipal() {
    let listed = "\"NotPrincipal\":{\"AWS\":\"\(roleARN(workload, "etl"))\"}"
    let key = key(allowing: Self.statement("others", listed))
    plant(
      call("Decrypt", role(workload), [key], at(5)),
      verdict: allowed(by: "others", on: key)
    )
    plant(
      call("Decrypt", role(workload, "etl"), [key], at(5, 1)),
      verdict: .untold("whether NotPrincipal spares a caller whom it lists in part")
    )
  }

  /// Of several statements the least open one; one without a name has its number.
  private mutating func plantLeastOpen() {
    let open = Self.statement("everyone", Self.everyone)
    let account = Self.statement("account", Self.principal("arn:aws:iam::\(workload):root"))
    let named = Self.statement("", Self.principal(roleARN(workload)))
    let key = key(allowing: open, account, named)
    plant(call("Decrypt", role(workload), [key], at(5)), verdict: allowed(by: "#4", on: key))
    plant(
      call("Decrypt", role(workload, "etl"), [key], at(5, 1)),
      verdict: allowed(by: "account", on: key)
    )
    plant(
      call("Decrypt", role(plan.members[8]), [key], at(5, 2)),
      verdict: allowed(by: "everyone", on: key)
    )
  }

  /// Callers of which only the owner's copy tells, by name or by unique id.
  private mutating func plantOutsiders() {
    let caller = role(external, "partner")
    let account = "arn:aws:iam::\(external):root"
    let hidden = "the name of the caller \(RecordWriter.roleID(external, "partner"))"
    for name in [account, caller.principal] {
      let key = key(allowing: Self.statement("partner", Self.principal(name)))
      let allowed = allowed(by: "partner", on: key)
      let call = call("Decrypt", caller, [key], at(5))
      plantForeign(call, owner: central, .full, verdict: allowed)
      plantForeign(
        call,
        owner: central,
        .accountOnly,
        verdict: name == account ? allowed : .untold(hidden)
      )
    }
  }

  /// A Deny that applies beats a grant; one of which that is not known did not apply, or the call
  /// would have failed.
  private mutating func plantDenies() {
    let everyOther = "\"NotPrincipal\":{\"AWS\":\"arn:aws:iam::\(central):root\"}"
    let unknown = "{\"StringEquals\":{\"aws:MadeUp\":\"x\"}}"
    let denies: [(name: String, who: String, condition: String, applies: Bool)] = [
      ("no-web", Self.principal(roleARN(workload)), "", true),
      ("no-outsiders", everyOther, "", true),
      ("perhaps", Self.principal(roleARN(workload)), unknown, false),
    ]
    for deny in denies {
      let statement = Self.statement(
        deny.name,
        deny.who,
        effect: "Deny",
        action: "kms:Decrypt",
        condition: deny.condition
      )
      let key = key(allowing: statement)
      let grant = newGrant(on: key, to: roleARN(workload), ["Decrypt", "Encrypt"])
      plant(
        call("Decrypt", role(workload), [key], at(9, 30)),
        verdict: deny.applies ? .forbidden(by: deny.name, set: made(key)) : .grant(grant)
      )
      plant(call("Encrypt", role(workload), [key], at(9, 31)), verdict: .grant(grant))
      truth.grants.append(grant)
    }
  }
}
