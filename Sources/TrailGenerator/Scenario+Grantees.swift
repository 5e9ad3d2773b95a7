/// Whom a grant names: every form that CreateGrant takes, each with a caller beside it.
extension Scenario {
  mutating func plantGrantees() {
    plantGrantToSession()
    plantGrantToUser()
    plantGrantToFederatedUser()
    plantGrantToAccount()
    plantGrantToService()
    plantGrantToUniqueID()
    plantGrantsToOutsider()
  }

  /// A key made in the log, so that nothing is unknown of it; one a minute, as their quota is low.
  mutating func madeKey(policy: String = "") -> String {
    let key = newKey(central)
    creations[key] = at(2, creations.count)
    createKey(key, made(key), policy: policy)
    return key
  }

  func made(_ key: String) -> Int { creations[key] ?? 0 }

  /// A grant on a key made in the log, long enough before it is used; two a second at most.
  mutating func newGrant(
    on key: String? = nil,
    to grantee: String,
    _ operations: [String] = ["Decrypt"],
    constraints: String = ""
  ) -> Truth.Grant {
    let key = key ?? madeKey()
    let time = at(9, 0, creations.count)
    return createGrant(key, to: grantee, operations, time, constraints: constraints)
  }

  /// Its use is told by the traits that all requests share: two sessions under one operation are
  /// none for certain.
  private mutating func plantGrantToSession() {
    let arn = "arn:aws:sts::\(workload):assumed-role/web/deploy-7"
    let grant = newGrant(to: arn, ["Decrypt", "Encrypt", "GenerateDataKey"])
    let uses: [(operation: String, session: String, verdict: Truth.Verdict)] = [
      ("Decrypt", "deploy-7", .grant(grant)),
      ("Encrypt", "deploy-8", .uncovered(Truth.Verdict.byDefault, grant.says("session"))),
      ("GenerateDataKey", "deploy-7", .untold(grant.says("which session called"))),
      ("GenerateDataKey", "deploy-8", .untold(grant.says("which session called"))),
    ]
    for use in uses {
      let call = call(use.operation, role(workload), [grant.key], at(9, 30))
      plant(call.in(session: use.session), verdict: use.verdict)
    }
    truth.grants.append(grant)
  }

  private mutating func plantGrantToUser() {
    let user = Caller.user(account: workload, name: "break-glass")
    let grant = newGrant(to: user.principal)
    plant(call("Decrypt", user, [grant.key], at(9, 30)), verdict: .grant(grant))
    plant(
      call("Decrypt", .user(account: workload, name: "intern"), [grant.key], at(9, 31)),
      verdict: .uncovered(Truth.Verdict.byDefault)
    )
    truth.grants.append(grant)
  }

  private mutating func plantGrantToFederatedUser() {
    let grant = newGrant(to: federatedUser("auditor"))
    plantFederated("auditor", [grant.key], at(9, 30), .grant(grant))
    plantFederated("visitor", [grant.key], at(9, 31), .uncovered(Truth.Verdict.byDefault))
    truth.grants.append(grant)
  }

  mutating func plantFederated(
    _ name: String,
    _ keys: [String],
    _ time: Int,
    _ verdict: Truth.Verdict
  ) {
    var call = call("Decrypt", .root(account: workload), keys, time)
    call.identity = federatedIdentity(name)
    plant(call, verdict: verdict, principal: federatedUser(name))
  }

  private mutating func plantGrantToAccount() {
    let root = Caller.root(account: workload)
    let grant = newGrant(to: root.principal)
    plant(call("Decrypt", role(workload), [grant.key], at(9, 30)), verdict: .grant(grant))
    plant(call("Decrypt", root, [grant.key], at(9, 31)), verdict: .grant(grant))
    plant(
      call("Decrypt", role(plan.members[8]), [grant.key], at(9, 32)),
      verdict: .uncovered(Truth.Verdict.byDefault)
    )
    truth.grants.append(grant)
  }

  /// Of a service that nothing names AWS may have its own ways.
  private mutating func plantGrantToService() {
    let grant = newGrant(to: "fsx.amazonaws.com")
    plantService("fsx.amazonaws.com", grant.key, at(9, 30), .grant(grant))
    plantService("rds.amazonaws.com", grant.key, at(9, 31), Self.unclear("rds.amazonaws.com"))
    let source = "arn:aws:fsx:us-east-1:\(workload):file-system/fs-1"
    let bound = newGrant(to: "fsx.amazonaws.com", constraints: "{\"sourceArn\":\"\(source)\"}")
    plantService("fsx.amazonaws.com", bound.key, at(9, 32), .grant(bound))
    let other = newGrant(to: "fsx.amazonaws.com", constraints: "{\"sourceArn\":\"\(source)2\"}")
    plantService("fsx.amazonaws.com", other.key, at(9, 33), Self.unclear("fsx.amazonaws.com"))
    truth.grants += [grant, bound, other]
  }

  static func unclear(_ service: String) -> Truth.Verdict {
    .untold("how AWS lets its service \(service) use the key")
  }

  /// A service's own call for a resource of another account than the key's.
  mutating func plantService(
    _ name: String,
    _ key: String,
    _ time: Int,
    _ verdict: Truth.Verdict
  ) {
    let call = call("Decrypt", .service(name, scopeAccount: workload), [key], time)
    plant(call, recipient: central, verdict: verdict)
  }

  private mutating func plantGrantToUniqueID() {
    let id = RecordWriter.roleID(workload, "web")
    let grant = newGrant(to: id, ["Decrypt", "Encrypt"])
    plant(call("Decrypt", role(workload), [grant.key], at(9, 30)), verdict: .grant(grant))
    plant(
      call("Decrypt", role(workload, "etl"), [grant.key], at(9, 31)),
      verdict: .uncovered(Truth.Verdict.byDefault)
    )
    for session in ["s-1", "s-2"] {
      let call = call("Encrypt", role(workload), [grant.key], at(9, 32))
      plant(call.in(session: session), verdict: .grant(grant))
    }
    truth.grants.append(grant)
  }

  /// Of a caller without a log of its own the owner's copy shows the name, or the unique id alone.
  private mutating func plantGrantsToOutsider() {
    let caller = role(external, "partner")
    let id = RecordWriter.roleID(external, "partner")
    let session = "arn:aws:sts::\(external):assumed-role/partner/s"
    for grantee in [caller.principal, session, "arn:aws:iam::\(external):root", id] {
      let grant = newGrant(to: grantee)
      let hidden = [caller.principal, session].contains(grantee)
      let full = call("Decrypt", caller, [grant.key], at(9, 30)).in(session: "s")
      plantForeign(full, owner: central, .full, verdict: .grant(grant))
      plantForeign(
        call("Decrypt", caller, [grant.key], at(9, 31)),
        owner: central,
        .accountOnly,
        verdict: hidden ? .untold("the name of the caller \(id)") : .grant(grant)
      )
      truth.grants.append(grant)
    }
  }
}

extension KMSCall {
  /// By that session of the caller's role.
  func `in`(session: String, scope: String = "") -> KMSCall {
    guard case .role(let account, let name) = caller else { return self }
    var call = self
    call.identity = RecordWriter.session(
      session,
      ofRole: name,
      account,
      accessKey: "000000001",
      more: scope
    )
    return call
  }
}
