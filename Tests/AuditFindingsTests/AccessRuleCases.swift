import AuditFindings
import KMSAccess
import KMSModel

private let foreign = "arn:aws:kms:eu-west-1:999999999999:key/k"

extension CrossAccountRow {
  fileprivate func open(to openness: Openness) -> Self {
    var row = self
    row.openTo = openness
    return row
  }

  fileprivate func after(_ grant: String, by event: String = "") -> Self {
    var row = self
    row.endedGrant = EndedGrant(id: grant, end: .ended(Timestamp(5)), endEventID: event)
    return row
  }

  /// Of a key of an account that is not the organization's.
  fileprivate static func foreignKey(
    _ operation: String,
    _ decision: String = "undetermined",
    owner: String = "999999999999"
  ) -> Self {
    var row = row(decision, operation, key: foreign, inside: true)
    row.keyAccount = owner
    return row
  }
}

let accessRuleCases = openStatementCases + endedGrantCases + foreignKeyCases

private let openStatementCases = [
  RuleCase("covered-by-open-statement", "narrow, or decided otherwise", []) {
    $0.crossAccount = [
      .row("key-policy"), .row("grant").open(to: .everyone), .row("denied").open(to: .everyone),
    ]
  },
  RuleCase("covered-by-open-statement", "the whole of another account than the caller's", []) {
    $0.crossAccount = [
      .row("key-policy").open(to: .accounts(["111111111111", "333333333333"]))
    ]
  },
  RuleCase("covered-by-open-statement", "an AWS service", []) {
    $0.crossAccount = [.row("key-policy").open(to: .everyone)]
    $0.crossAccount[0].isByService = true
  },
  RuleCase(
    "covered-by-open-statement",
    "everyone",
    ["critical open \(key) ×3 [e-cross]", "high open \(key) ×1 [e-cross]"]
  ) {
    $0.crossAccount = [
      .row("key-policy", requests: 3).open(to: .everyone),
      .row("key-policy", consumer: "4", inside: true).open(to: .everyone),
    ]
  },
  RuleCase(
    "covered-by-open-statement",
    "a whole account",
    ["medium open \(key) ×3 [e-cross]", "low open \(key) ×1 [e-cross]"]
  ) {
    $0.crossAccount = [
      .row("key-policy", requests: 3).open(to: .accounts(["222222222222"])),
      .row("key-policy", consumer: "4", inside: true).open(to: .accounts(["4"])),
    ]
  },
]

private let endedGrantCases = [
  RuleCase("use-after-grant-ended", "no grant before, or something else covers it", []) {
    $0.crossAccount = [
      .row("not-covered"), .row("key-policy").after("g"), .row("undetermined").after("g"),
    ]
  },
  RuleCase(
    "use-after-grant-ended",
    "by grant, from outside and inside",
    [
      "high open \(key) ×2 [a, b]", "high open \(key) ×1 [c]", "medium open \(key) ×1 [e-cross]",
    ]
  ) {
    $0.crossAccount = [
      .row("not-covered", event: "a").after("g"),
      .row("not-covered", "Encrypt", event: "b").after("g"),
      .row("not-covered", "Sign", event: "c").after("h"),
      .row("not-covered", consumer: "4", inside: true).after("g"),
    ]
  },
  RuleCase(
    "use-after-grant-ended",
    "the grant's end is evidence, also where no request is known by name",
    ["high open \(key) ×2 [a, end]", "high open \(key) ×1 [other]"]
  ) {
    $0.crossAccount = [
      .row("not-covered", event: "a").after("g", by: "end"),
      .row("not-covered", "Encrypt", event: "").after("g", by: "end"),
      .row("not-covered", "Sign", event: "").after("h", by: "other"),
    ]
  },
]

private let foreignKeyCases =
  [
    RuleCase("foreign-key-used", "keys of the organization and of AWS, facts, refused", []) {
      var managed = CrossAccountRow.foreignKey("Encrypt")
      managed.isOfManagedKey = true
      var failed = CrossAccountRow.foreignKey("Encrypt")
      failed.failed = 1
      $0.run.organizationAccounts = ["333333333333"]
      $0.run.serviceAccounts = ["555555555555"]
      $0.coverage = [.row("222222222222")]
      $0.crossAccount = [
        .foreignKey("Encrypt", owner: "222222222222"),
        .foreignKey("Encrypt", owner: "333333333333"),
        .foreignKey("Encrypt", owner: "555555555555"), managed, failed,
        .foreignKey("DescribeKey"), .foreignKey("Encrypt", "denied"),
      ]
      $0.crossAccount[6].denied = 1
    },
    RuleCase("foreign-key-used", "from outside the organization", []) {
      $0.run.organizationAccounts = ["333333333333"]
      $0.crossAccount = [.row("grant", "Encrypt", key: foreign)]
    },
  ]
  + ["Encrypt", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyPairWithoutPlaintext"].map {
    operation in
    RuleCase("foreign-key-used", operation, ["high open \(foreign) ×2 [e-cross]"]) {
      $0.run.organizationAccounts = ["333333333333"]
      $0.crossAccount = [.foreignKey(operation, "grant"), .foreignKey("Decrypt")]
    }
  }
  + [
    RuleCase("foreign-key-used", "decrypted only", ["low open \(foreign) ×2 [e-cross]"]) {
      $0.run.organizationAccounts = ["333333333333"]
      $0.crossAccount = [.foreignKey("Decrypt"), .foreignKey("ReEncryptFrom")]
    },
    RuleCase(
      "foreign-key-used",
      "the organization is not known",
      ["medium undetermined \(foreign) ×1 [e-cross]"]
    ) { $0.crossAccount = [.foreignKey("Encrypt")] },
    RuleCase(
      "foreign-key-used",
      "by an AWS service itself",
      ["medium undetermined \(foreign) ×1 [e-cross]"]
    ) {
      $0.run.organizationAccounts = ["333333333333"]
      $0.crossAccount = [.foreignKey("Encrypt")]
      $0.crossAccount[0].isByService = true
    },
  ]
