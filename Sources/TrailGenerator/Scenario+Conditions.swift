/// Conditions of key policies: met, not met, and not told.
extension Scenario {
  mutating func plantConditions() {
    plantViaService()
    plantContextCondition()
    plantEndpoints()
    plantCallerAccount()
    plantUntoldConditions()
    plantOrganization()
  }

  private mutating func key(_ sid: String, _ test: String, _ name: String, _ value: String)
    -> String
  {
    key(
      allowing: Self.statement(
        sid,
        Self.everyone,
        condition: "{\"\(test)\":{\"\(name)\":\"\(value)\"}}"
      )
    )
  }

  private mutating func plantViaService() {
    let key = key("via", "StringEquals", "kms:ViaService", "s3.\(region).amazonaws.com")
    for service in ["s3.amazonaws.com", "dynamodb.amazonaws.com"] {
      var call = call("Decrypt", role(workload), [key], at(5))
      call.service = (raw: service, shown: service)
      plant(call, verdict: service.hasPrefix("s3") ? .statement("via", set: at(3)) : nobody)
    }
    plant(call("Decrypt", role(workload), [key], at(5, 1)), verdict: nobody)
  }

  private mutating func plantContextCondition() {
    let name = "kms:EncryptionContext:tenant"
    let key = key("tenant", "StringEquals", name, "blue")
    let (blue, green) = ("\"tenant\":\"blue\"", "\"tenant\":\"green\"")
    let allowed = Truth.Verdict.statement("tenant", set: at(3))
    plantRequests(
      "Decrypt",
      key,
      at(5),
      in: [(blue, allowed), ("\(blue),\"n\":\"1\"", allowed), (green, nobody), ("", nobody)]
    )
    let many = Array(repeating: blue, count: 5)
    plantManyRequests("Encrypt", key, at(5, 1), in: many, verdict: allowed)
    plantManyRequests(
      "GenerateDataKey",
      key,
      at(5, 2),
      in: [blue, blue, green, green, green],
      verdict: .untold("condition key \(name) is not in the log")
    )
  }

  /// Where a use has come through several endpoints none is known of each request.
  private mutating func plantEndpoints() {
    let name = "aws:SourceVpce"
    let key = key("endpoint", "StringEquals", name, "vpce-1")
    let optional = self.key("optional", "StringEqualsIfExists", name, "vpce-1")
    let unclear = Truth.Verdict.untold("condition key \(name) is not in the log")
    let uses: [(role: String, endpoint: String, key: String, verdict: Truth.Verdict)] = [
      ("web", "vpce-1", key, .statement("endpoint", set: at(3))), ("etl", "vpce-2", key, nobody),
      ("batch", "", key, nobody), ("ci-deploy", "vpce-1", key, unclear),
      ("ci-deploy", "vpce-2", key, unclear),
      ("web", "", optional, .statement("optional", set: at(3))),
      ("batch", "vpce-1", optional, .statement("optional", set: at(3))),
      ("etl", "vpce-2", optional, nobody),
    ]
    for use in uses {
      plant(
        call("Decrypt", role(workload, use.role), [use.key], at(5)),
        verdict: use.verdict,
        extra: use.endpoint.isEmpty ? "" : "\"vpcEndpointId\":\"\(use.endpoint)\","
      )
    }
  }

  private mutating func plantCallerAccount() {
    let key = key("account", "StringEquals", "kms:CallerAccount", workload)
    plant(
      call("Decrypt", role(workload), [key], at(5)),
      verdict: .statement("account", set: at(3))
    )
    plant(call("Decrypt", role(plan.members[8]), [key], at(5, 1)), verdict: nobody)
  }

  /// A key that nobody knows, and one of which an export tells.
  private mutating func plantUntoldConditions() {
    let unknown = key("made-up", "StringEquals", "aws:MadeUp", "x")
    plant(
      call("Decrypt", role(workload), [unknown], at(5)),
      verdict: .untold("condition key aws:MadeUp is not known")
    )
    for spec in ["SYMMETRIC_DEFAULT", "RSA_2048"] {
      let key = key("spec", "StringEquals", "kms:KeySpec", spec)
      exportDescription(of: key, spec: "SYMMETRIC_DEFAULT")
      plant(
        call("Decrypt", role(workload), [key], at(5)),
        verdict: .untold("condition key kms:KeySpec needs an inventory"),
        exported: spec == "RSA_2048" ? nobody : .statement("spec", set: at(3))
      )
    }
  }

  /// Who is in no complete list of accounts is of another organization or of none.
  private mutating func plantOrganization() {
    let name = "aws:PrincipalOrgID"
    let key = key("organization", "StringEquals", name, OrgPlan.organization)
    let unclear = Truth.Verdict.untold("condition key \(name) needs an inventory")
    let allowed = Truth.Verdict.statement("organization", set: at(3))
    plant(
      call("Decrypt", role(workload), [key], at(5)),
      verdict: unclear,
      exported: allowed
    )
    for (account, verdict) in [(exportedMember, allowed), (external, nobody)] {
      let call = call("Decrypt", role(account, "partner"), [key], at(5, 1))
      plantForeign(call, owner: central, .full, verdict: unclear, exported: verdict)
    }
  }
}
