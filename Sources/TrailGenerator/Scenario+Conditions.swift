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
      plant(call, verdict: service.hasPrefix("s3") ? allowed(by: "via", on: key) : nobody(on: key))
    }
    plant(call("Decrypt", role(workload), [key], at(5, 1)), verdict: nobody(on: key))
  }

  private mutating func plantContextCondition() {
    let name = "kms:EncryptionContext:tenant"
    let key = key("tenant", "StringEquals", name, "blue")
    let (blue, green) = ("\"tenant\":\"blue\"", "\"tenant\":\"green\"")
    let allowed = allowed(by: "tenant", on: key)
    plantRequests(
      "Decrypt",
      key,
      at(5),
      in: [
        (blue, allowed), ("\(blue),\"n\":\"1\"", allowed), (green, nobody(on: key)),
        ("", nobody(on: key)),
      ]
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
      ("web", "vpce-1", key, allowed(by: "endpoint", on: key)),
      ("etl", "vpce-2", key, nobody(on: key)),
      ("batch", "", key, nobody(on: key)), ("ci-deploy", "vpce-1", key, unclear),
      ("ci-deploy", "vpce-2", key, unclear),
      ("web", "", optional, allowed(by: "optional", on: optional)),
      ("batch", "vpce-1", optional, allowed(by: "optional", on: optional)),
      ("etl", "vpce-2", optional, nobody(on: optional)),
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
      verdict: allowed(by: "account", on: key)
    )
    plant(call("Decrypt", role(plan.members[8]), [key], at(5, 1)), verdict: nobody(on: key))
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
        exported: spec == "RSA_2048" ? nobody(on: key) : allowed(by: "spec", on: key)
      )
    }
  }

  /// Who is in no complete list of accounts is of another organization or of none.
  private mutating func plantOrganization() {
    let name = "aws:PrincipalOrgID"
    let key = key("organization", "StringEquals", name, OrgPlan.organization)
    let unclear = Truth.Verdict.untold("condition key \(name) needs an inventory")
    let allowed = allowed(by: "organization", on: key)
    plant(
      call("Decrypt", role(workload), [key], at(5)),
      verdict: unclear,
      exported: allowed
    )
    for (account, verdict) in [(exportedMember, allowed), (external, nobody(on: key))] {
      let call = call("Decrypt", role(account, "partner"), [key], at(5, 1))
      plantForeign(call, owner: central, .full, verdict: unclear, exported: verdict)
    }
  }
}
