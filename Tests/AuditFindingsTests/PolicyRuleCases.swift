import AuditFindings
import KMSAccess
import KMSModel

extension PolicyOpening {
  fileprivate init(everyone: Bool = false, _ principals: [String] = [], limited: Bool = false) {
    self.init()
    toEveryone = everyone ? ["s"] : []
    toPrincipals = principals
    mayBeLimited = limited
  }
}

extension PolicyChangeRow {
  fileprivate static func row(
    _ opening: PolicyOpening,
    after before: PolicyOpening? = PolicyOpening(),
    _ eventName: String = "PutKeyPolicy",
    source: String = "e-policy"
  ) -> Self {
    PolicyChangeRow(
      keyARN: key,
      time: Timestamp(10),
      eventName: eventName,
      principal: eventName.isEmpty ? "" : "p",
      source: source,
      opening: opening,
      before: before
    )
  }
}

private let rule = "key-policy-opened"
private let role = "arn:aws:iam::222222222222:role/r"

let policyRuleCases = [
  RuleCase(rule, "to the organization, to AWS", []) {
    $0.coverage = [.row("222222222222")]
    $0.run.organizationAccounts = ["333333333333"]
    $0.run.serviceAccounts = ["555555555555"]
    $0.policyChanges = [
      .row(PolicyOpening([role, "333333333333", "arn:aws:iam::555555555555:user/logs"]))
    ]
  },
  RuleCase(rule, "as open as before", []) {
    $0.policyChanges = [
      .row(PolicyOpening(everyone: true, [role]), after: PolicyOpening(everyone: true, [role]))
    ]
  },
  RuleCase(rule, "to everyone", ["critical open \(key) ×2 [a, b]"]) {
    $0.policyChanges = [
      .row(PolicyOpening(everyone: true), source: "b"), .row(PolicyOpening([role]), source: "a"),
    ]
  },
  RuleCase(rule, "to one more outsider", ["high open \(key) ×1 [e-policy]"]) {
    $0.policyChanges = [
      .row(PolicyOpening(["222222222222", role]), after: PolicyOpening([role]))
    ]
  },
  RuleCase(rule, "a new key", ["high open \(key) ×1 [e-policy]"]) {
    $0.policyChanges = [.row(PolicyOpening([role]), "CreateKey")]
  },
  RuleCase(rule, "the policy before is not known", ["critical open \(key) ×1 [e-policy]"]) {
    $0.policyChanges = [.row(PolicyOpening(everyone: true), after: nil)]
  },
  RuleCase(rule, "exported only", ["critical undetermined \(key) ×1 [policy.json]"]) {
    $0.policyChanges = [.row(PolicyOpening(everyone: true), after: nil, "", source: "policy.json")]
  },
  RuleCase(rule, "changed between exports", ["high open \(key) ×1 [policy.json]"]) {
    $0.policyChanges = [.row(PolicyOpening([role]), "", source: "policy.json")]
  },
  RuleCase(rule, "a Deny may limit it", ["high undetermined \(key) ×1 [e-policy]"]) {
    $0.policyChanges = [.row(PolicyOpening(everyone: true, limited: true))]
  },
]
