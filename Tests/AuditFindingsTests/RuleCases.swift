import AuditFindings
import KMSModel
import KMSUsage
import Testing

/// One finding as a line: `severity status subject ×count [evidence]`.
typealias Line = String

struct RuleCase: CustomTestStringConvertible, Sendable {
  let rule: String
  let testDescription: String
  let facts: AuditFacts
  let found: [Line]

  init(_ rule: String, _ name: String, _ found: [Line], _ build: (inout AuditFacts) -> Void) {
    self.rule = rule
    testDescription = "\(rule): \(name)"
    var facts = AuditFacts()
    build(&facts)
    // Of the days that are reported; there may be others.
    facts.trailAccounts.formUnion(facts.coverage.map(\.account))
    self.facts = facts
    self.found = found
  }
}

let ruleCases =
  quotaCases + crossAccountCases + grantCases + keyCases + inputCases + accessRuleCases
  + grantRuleCases + neverUsedCases + policyRuleCases

private let quotaCases = [
  RuleCase("account-near-quota", "under the threshold", []) {
    $0.hotKeys = [.row(peak: 79, hot: false)]
  },
  RuleCase("account-near-quota", "no quota known", []) {
    $0.hotKeys = [.row(peak: 1000, quota: nil, hot: true)]
  },
  RuleCase(
    "account-near-quota",
    "at the threshold",
    ["medium open 111111111111 eu-west-1 cryptographic-symmetric ×80 [e-use]"]
  ) {
    $0.hotKeys = [.row(peak: 80), .row(key: "cold", peak: 80, share: 0, hot: false)]
    $0.usage = [
      .row(), .row(key: "cold", event: "e-cold"), .row(consumer: "3", event: "e-other"),
    ]
  },
  RuleCase(
    "account-near-quota",
    "at the quota, without usage rows",
    ["high open 111111111111 eu-west-1 cryptographic-symmetric ×100 [hot-keys.csv]"]
  ) { $0.hotKeys = [.row(peak: 100)] },
  RuleCase(
    "account-near-quota",
    "its evidence counts against the quota",
    ["medium open 111111111111 eu-west-1 GenerateDataKeyPair RSA_2048 ×80 [e-pair]"]
  ) {
    $0.hotKeys = [.row(peak: 80, family: "GenerateDataKeyPair RSA_2048")]
    $0.usage = [
      .row("DescribeKey", event: "a"), .row("Decrypt", event: "b"),
      .row("GenerateDataKeyPairWithoutPlaintext", event: "e-pair"),
    ]
  },
  RuleCase(
    "account-near-quota",
    "of the control plane",
    ["medium open 111111111111 eu-west-1 DescribeKey ×80 [e-describe]"]
  ) {
    $0.hotKeys = [.row(peak: 80, family: "DescribeKey")]
    $0.usage = [.row("ReEncryptFrom", event: "a"), .row("DescribeKey", event: "e-describe")]
  },
  RuleCase("throttled-requests", "none throttled", []) { $0.usage = [.row(requests: 9)] },
  RuleCase(
    "throttled-requests",
    "summed over keys of an account and Region",
    ["medium open 111111111111 eu-west-1 ×5 [e1, e2]"]
  ) {
    $0.usage = [
      .row(requests: 2, throttled: 2, event: "e2"),
      .row(key: "b", requests: 3, throttled: 3, event: "e1"), .row(key: "c", event: "e3"),
    ]
  },
  RuleCase(
    "throttled-requests",
    "of some requests of a use, whose example may be another",
    ["medium open 111111111111 eu-west-1 ×2 [usage.csv]"]
  ) { $0.usage = [.row(requests: 9, throttled: 2)] },
]

private let crossAccountCases = [
  RuleCase("cross-account-not-covered", "a grant covers it", []) {
    $0.crossAccount = [.row("grant"), .row("undetermined"), .row("denied")]
  },
  RuleCase(
    "cross-account-not-covered",
    "external, key material",
    ["critical open \(key) ×5 [a, b]"]
  ) {
    $0.crossAccount = [
      .row("not-covered", "DescribeKey", requests: 2, event: "b"),
      .row("not-covered", "ReEncryptTo", requests: 3, event: "a"),
    ]
  },
  RuleCase("cross-account-not-covered", "external, facts", ["high open \(key) ×1 [e-cross]"]) {
    $0.crossAccount = [.row("not-covered", "DescribeKey")]
  },
  RuleCase("cross-account-not-covered", "inside, key material", ["high open \(key) ×1 [e-cross]"]) {
    $0.crossAccount = [.row("not-covered", inside: true)]
  },
  RuleCase(
    "cross-account-not-covered",
    "inside, facts, no event id",
    ["medium open \(key) ×1 [cross-account.csv]"]
  ) { $0.crossAccount = [.row("not-covered", "DescribeKey", inside: true, event: "")] },
  RuleCase("cross-account-undetermined", "all decided", []) {
    $0.crossAccount = [.row("grant"), .row("not-covered"), .row("denied")]
  },
  RuleCase(
    "cross-account-undetermined",
    "external ones each, those inside by owner",
    [
      "medium undetermined \(key) ×1 [e-cross]", "low undetermined \(key) ×2 [e-cross]",
      "informational undetermined keys of account 111111111111 ×7 [e-cross]",
    ]
  ) {
    $0.crossAccount = [
      .row("undetermined"), .row("undetermined", "DescribeKey", consumer: "3", requests: 2),
      .row("undetermined", consumer: "4", inside: true, requests: 3),
      .row("undetermined", key: "other", consumer: "5", inside: true, requests: 4),
    ]
  },
  RuleCase("cross-account-denied", "nothing denied", []) {
    $0.crossAccount = [.row("grant"), .row("not-covered"), .row("undetermined")]
  },
  RuleCase(
    "cross-account-denied",
    "external and inside",
    ["medium open \(key) ×2 [e-cross]", "low open \(key) ×1 [e-cross]"]
  ) {
    $0.crossAccount = [
      .row("denied", requests: 2, denied: 2),
      .row("denied", consumer: "4", inside: true, denied: 1),
    ]
  },
]

private let grantCases =
  [
    "", "s3.amazonaws.com", "AROAEXAMPLE", "111111111111", "arn:aws:iam::111111111111:role/r",
    "arn:aws:iam::333333333333:root", "444444444444", "555555555555",
  ].map { grantee in
    RuleCase("grant-to-external-principal", "to '\(grantee)'", []) {
      $0.grants = [.row(to: grantee)]
      $0.coverage = [.row("333333333333")]
      $0.run.organizationAccounts = ["444444444444"]
      $0.run.serviceAccounts = ["555555555555"]
    }
  }
  + [
    "222222222222", "arn:aws:iam::222222222222:user/u", "222222222222:aws:ec2-infrastructure:i-1",
  ].map { grantee in
    RuleCase(
      "grant-to-external-principal",
      "to '\(grantee)'",
      ["high open \(key) ×1 [e-grant]"]
    ) { $0.grants = [.row(to: grantee)] }
  }
  + [
    RuleCase(
      "grant-to-external-principal",
      "an account root, of a grant that an export shows and a later one no more",
      ["medium open \(key) ×1 [grants.json]"]
    ) {
      $0.grants = [.row(to: "arn:aws:iam::222222222222:root", event: "")]
      $0.grants[0].exportSource = "grants.json"
      $0.grants[0].missingAt = Timestamp(9)
    },
    RuleCase(
      "grant-to-external-principal",
      "ended",
      ["medium open \(key) ×1 [grants.csv]"]
    ) { $0.grants = [.row(to: "222222222222", endedAt: Timestamp(9), event: "")] },
  ]

private let keyCases = [
  RuleCase("key-deletion-scheduled", "refused, or another change", []) {
    $0.keyChanges = [.row("ScheduleKeyDeletion", error: "AccessDenied"), .row("DisableKey")]
  },
  RuleCase("key-deletion-scheduled", "in force", ["high open \(key) ×1 [e-change]"]) {
    $0.keyChanges = [.row("ScheduleKeyDeletion"), .row("CancelKeyDeletion", at: 9)]
    $0.usage = [.row(at: 9), .row("DescribeKey", at: 11), .row(key: "other", at: 11)]
  },
  RuleCase("key-deletion-scheduled", "used afterwards", ["critical open \(key) ×1 [e-change]"]) {
    $0.keyChanges = [.row("ScheduleKeyDeletion")]
    $0.usage = [.row(at: 11)]
  },
  RuleCase(
    "key-deletion-scheduled",
    "cancelled",
    ["informational open \(key) ×2 [e-change, f]"]
  ) {
    $0.keyChanges = [
      .row("ScheduleKeyDeletion"), .row("ScheduleKeyDeletion", at: 12, event: "f"),
      .row("CancelKeyDeletion", at: 13),
    ]
  },
  RuleCase("key-policy-lockout-check-bypassed", "checked, or refused", []) {
    $0.keyChanges = [.row("PutKeyPolicy"), .row("PutKeyPolicy", error: "x", bypass: true)]
  },
  RuleCase(
    "key-policy-lockout-check-bypassed",
    "bypassed",
    ["medium open \(key) ×1 [e-change]"]
  ) { $0.keyChanges = [.row("PutKeyPolicy", bypass: true)] },
]

private let inputCases = [
  RuleCase("kms-events-excluded", "another note", []) {
    $0.coverage = [.row(note: "hours without records: 03-05")]
  },
  RuleCase(
    "kms-events-excluded",
    "over two days",
    ["medium undetermined 111111111111 eu-west-1 ×500 [coverage.csv]"]
  ) {
    $0.coverage = [
      .row(note: "KMS events probably excluded; hours without records: 03"),
      .row(day: "1970-01-02", records: 300, note: "KMS events probably excluded"),
    ]
  },
  RuleCase("incomplete-input", "complete", []) {
    $0.run.counters.filesRead = 9
    $0.run.counters.filesSkipped = 1
  },
  RuleCase("incomplete-input", "files", ["medium open input ×3 [a.gz, b.gz]"]) {
    $0.run.counters.filesIncomplete = 2
    $0.run.counters.filesUnreadable = 1
    $0.run.diagnostics = ["b.gz", "a.gz", "b.gz"].map {
      Diagnostic(file: $0, code: "truncated", reason: "r")
    }
    $0.run.diagnostics.append(Diagnostic(file: "a0.gz", code: "trailing-bytes", reason: "r"))
  },
  RuleCase("incomplete-input", "records", ["low open input ×4 [run.json]"]) {
    $0.run.counters.malformed = 4
  },
  RuleCase("unresolved-keys", "resolved, or no key named", []) {
    $0.usage = [.row(), .row(key: "")]
  },
  RuleCase(
    "unresolved-keys",
    "by reason",
    ["informational undetermined unresolved: alias not known ×3 [e-use]"]
  ) {
    $0.usage = [.row(key: "unresolved: alias not known", requests: 3)]
  },
]
