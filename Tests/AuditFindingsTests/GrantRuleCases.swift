import AuditFindings
import KMSModel

extension GrantRow {
  fileprivate func of(_ operations: String, _ constraints: String = "") -> Self {
    var row = self
    (row.operations, row.constraints) = (operations, constraints)
    return row
  }
}

private let signing = "CreateGrant DescribeKey GetPublicKey RetireGrant Sign Verify"

private let whole = [
  """
  CreateGrant Decrypt DescribeKey Encrypt GenerateDataKey GenerateDataKeyPair \
  GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo \
  RetireGrant
  """,
  "CreateGrant Decrypt DescribeKey Encrypt GetPublicKey ReEncryptFrom ReEncryptTo RetireGrant",
  signing, "CreateGrant DescribeKey GenerateMac RetireGrant VerifyMac",
  "CreateGrant DeriveSharedSecret DescribeKey GetPublicKey RetireGrant",
  "CreateGrant Decapsulate DescribeKey Encapsulate GetPublicKey RetireGrant",
]

private let inside = "arn:aws:iam::111111111111:role/r"

private let rule = "grant-of-all-operations"

let grantRuleCases =
  whole.flatMap { operations in
    let less = operations.split(separator: " ").indices.map { place in
      var names = operations.split(separator: " ")
      names.remove(at: place)
      return names.joined(separator: " ")
    }
    return [
      RuleCase(rule, operations, ["medium open \(key) ×1 [e-grant]"]) {
        $0.grants = [.row(to: inside).of(operations)]
      },
      RuleCase(rule, "all but one of \(operations)", []) {
        $0.grants = less.map { .row(to: inside).of($0) }
      },
    ]
  }
  + [
    RuleCase(rule, "with a constraint, or to AWS services", []) {
      $0.run.serviceAccounts = ["555555555555"]
      $0.grants = [.row(to: inside).of(signing, #"{"sourceArn":"a"}"#)]
      $0.grants += [
        "s3.amazonaws.com", "arn:aws:iam::555555555555:root",
        "arn:aws:sts::111111111111:assumed-role/aws:ec2-infrastructure/i-1",
        "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/X",
      ].map { .row(to: $0).of(signing) }
    },
    RuleCase(
      rule,
      "outside, and ended",
      ["high open \(key) ×1 [e-grant]", "low open \(key) ×1 [e-grant]"]
    ) {
      $0.grants = [
        .row(to: "222222222222").of(signing),
        .row(to: "222222222222", endedAt: Timestamp(9)).of(signing),
      ]
    },
  ]

// MARK: - Grants that nobody used

private let day: Int64 = 86400

extension AuditFacts {
  /// Two days of logs, and a grant of the first second to the last.
  fileprivate mutating func watch(_ grantee: String = inside, until end: Int64 = 2 * day) {
    var first = CoverageRow.row(day: "1970-01-01")
    (first.firstRecord, first.lastRecord) = (Timestamp(0), Timestamp(day - 1))
    var second = CoverageRow.row(day: "1970-01-02")
    (second.firstRecord, second.lastRecord) = (Timestamp(day), Timestamp(end))
    coverage = [first, second]
    grants = [.row(to: grantee)]
    grants[0].createdAt = Timestamp(0)
  }

  fileprivate mutating func use(
    by principal: String,
    of account: String = "111111111111",
    service: String = "",
    _ operation: String = "Decrypt",
    key place: String = key,
    at time: Int64 = 50
  ) {
    var row = UsageRow.row(operation, key: place, consumer: account, at: time)
    (row.principal, row.service) = (principal, service)
    usage = [row]
  }
}

private func unused(_ name: String, _ build: @escaping (inout AuditFacts) -> Void) -> RuleCase {
  RuleCase("grant-never-used", name, ["low open \(key) ×1 [e-grant]"], build)
}

private func spared(_ name: String, _ build: @escaping (inout AuditFacts) -> Void) -> RuleCase {
  RuleCase("grant-never-used", name, [], build)
}

private let otherUse = [
  unused("nothing was used") { $0.watch() },
  unused("another role") {
    $0.watch()
    $0.use(by: "arn:aws:iam::111111111111:role/other")
  },
  unused("another account") {
    $0.watch("222222222222")
    $0.use(by: inside)
  },
  unused("another operation") {
    $0.watch()
    $0.use(by: inside, "Encrypt")
  },
  unused("another key") {
    $0.watch()
    $0.use(by: inside, key: key + "2")
  },
  unused("refused") {
    $0.watch()
    var row = UsageRow.row(requests: 2, throttled: 1)
    (row.principal, row.denied) = (inside, 1)
    $0.usage = [row]
  },
  unused("before it was created, and 301 seconds after it ended") {
    $0.watch()
    $0.grants[0].createdAt = Timestamp(100)
    $0.grants[0].endedAt = Timestamp(100 + day)
    var rows = [UsageRow.row(at: 99), .row(at: 100 + day + 301)]
    rows[0].principal = inside
    (rows[1].principal, rows[1].operation) = (inside, "Encrypt")
    let all = rows
    $0.usage = LazyRows(count: 2) { all[$0] }
  },
  unused("of an older grant that an export shows") {
    $0.watch()
    $0.grants[0].createdAt = Timestamp(-1000)
  },
  RuleCase(
    "grant-never-used",
    "of an AWS service, from an export",
    ["informational open \(key) ×1 [g.json]"]
  ) {
    $0.watch("s3.amazonaws.com")
    $0.grants[0].createEventID = ""
    $0.grants[0].exportSource = "g.json"
  },
]

private let possibleUse =
  [
    (inside, inside, "111111111111", ""),
    ("arn:aws:iam::111111111111:role/path/r", inside, "111111111111", ""),
    ("arn:aws:sts::111111111111:assumed-role/r/session", inside, "111111111111", ""),
    (inside, "arn:aws:sts::111111111111:assumed-role/r/s", "111111111111", ""),
    ("arn:aws:iam::222222222222:root", "arn:aws:iam::222222222222:user/u", "222222222222", ""),
    ("222222222222", "AROAEXAMPLE", "222222222222", ""),
    ("arn:aws:iam::222222222222:role/r", "AROAEXAMPLE", "222222222222", ""),
    ("AROAEXAMPLE", inside, "111111111111", ""),
    ("s3.amazonaws.com", "s3.amazonaws.com", "111111111111", "s3.amazonaws.com"),
    ("s3.amazonaws.com", inside, "111111111111", "s3.amazonaws.com"),
    ("s3.amazonaws.com", "AWS Internal", "111111111111", "AWS Internal"),
    (inside, "", "", ""),
    (
      "111111111111:aws:ec2-infrastructure:i-1",
      "arn:aws:sts::111111111111:assumed-role/aws:ec2-infrastructure/i-1", "111111111111", ""
    ),
    ("arn:aws:iam::111111111111:user/u", "arn:aws:iam::111111111111:user/u", "111111111111", ""),
  ].map { grantee, principal, account, service in
    spared("to '\(grantee)', used by '\(principal)' through '\(service)'") {
      $0.watch(grantee)
      $0.use(by: principal, of: account, service: service)
    }
  }
  + [
    spared("by an alias that is not known") {
      $0.watch()
      $0.use(by: inside, key: "unresolved: alias not known")
    },
    spared("any operation of a grant that names none") {
      $0.watch()
      $0.grants[0].operations = ""
      $0.use(by: inside, "Sign")
    },
    spared("within five minutes after its end") {
      $0.watch()
      $0.grants[0].endedAt = Timestamp(day)
      $0.use(by: inside, at: day + 300)
    },
    spared("across accounts, as the decisions have it") {
      $0.watch()
      $0.grants[0].requests = 1
    },
  ]

private let tooLittleSeen = [
  spared("less than a day after its creation") {
    $0.watch()
    $0.grants[0].createdAt = Timestamp(day + 1)
  },
  unused("a day after its creation") {
    $0.watch()
    $0.grants[0].createdAt = Timestamp(day)
  },
  spared("ended within a day") {
    $0.watch()
    $0.grants[0].endedAt = Timestamp(day - 1)
  },
  spared("gone within a day") {
    $0.watch()
    $0.grants[0].missingAt = Timestamp(day - 1)
  },
  spared("the logs of another account or Region") {
    $0.watch()
    for row in $0.coverage.indices { $0.coverage[row].region = "eu-west-2" }
  },
  spared("more than a day without a record") {
    $0.watch(until: 3 * day)
    $0.coverage[1].firstRecord = Timestamp(2 * day)
  },
  spared("an incomplete file") {
    $0.watch()
    $0.coverage[1].incompleteFiles = 1
  },
  spared("an incomplete file of which nothing tells the place") {
    $0.watch()
    $0.coverage.append(.row(""))
    $0.coverage[2].incompleteFiles = 1
  },
  spared("KMS events left out") {
    $0.watch()
    $0.coverage[0].note = CoverageRow.kmsExcluded
  },
  spared("a grantee that is not known") { $0.watch("") },
  spared("made before the days that are reported") {
    $0.watch()
    $0.grants[0].createdAt = Timestamp(0)
    $0.since = Timestamp(1)
  },
  unused("made on the days that are reported") {
    $0.watch()
    $0.grants[0].createdAt = Timestamp(1)
    $0.since = Timestamp(1)
  },
]

let neverUsedCases = otherUse + possibleUse + tooLittleSeen
