import AuditFindings
import AuditReports
import KMSModel
import KMSUsage

/// Texts as somebody may plant them in a log, by the renderer that each is aimed at.
enum Hostile {
  static let formula = "=HYPERLINK(\"http://evil.example\",\"click\")"
  static let cell = "a|b\nc | <img src=x onerror=alert(1)> `code` [link](javascript:alert(1))"
  static let terminal = "\u{1B}[2J\u{1B}]0;owned\u{7}\u{9B}31m"
  static let bidi = "user\u{202E}nimda\u{200B}"
  static let mention = "@admin +1-1 www.evil.example a_b_c *bold* # title ~~gone~~ &lt; \\"
  static let all = [formula, cell, terminal, bidi, mention]
}

private let key = "arn:aws:kms:eu-west-1:111111111111:key/11111111-1111-1111-1111-111111111111"
private let start = Timestamp(1_795_316_645)

extension AuditFacts {
  /// Every kind of row, hostile wherever a log can be.
  static var hostile: AuditFacts {
    var facts = AuditFacts()
    facts.usage = LazyRows(count: hostileUsage.count) { hostileUsage[$0] }
    facts.hotKeys = hostileHotKeys
    facts.crossAccount = hostileCrossAccount
    facts.notJudgedSingly.inCommon = 41
    facts.notJudgedSingly.withoutDetails = 43
    facts.grants = hostileGrants
    facts.keyChanges = [
      KeyChangeRow(
        time: start,
        eventName: "ScheduleKeyDeletion",
        keyARN: key,
        principal: Hostile.cell,
        errorCode: "",
        eventID: "e-delete"
      ),
      KeyChangeRow(
        time: start,
        eventName: "PutKeyPolicy",
        keyARN: key,
        principal: Hostile.bidi,
        errorCode: "",
        eventID: "e-policy",
        bypassesLockoutCheck: true
      ),
    ]
    facts.coverage = hostileCoverage
    facts.run = .hostile
    return facts
  }
}

private let hostileUsage =
  Hostile.all.enumerated().map { index, text in
    UsageRow(
      keyARN: key,
      keyAccount: "111111111111",
      region: "eu-west-1",
      consumerAccount: "222222222222",
      attribution: "identity",
      principal: text,
      service: "",
      operation: "Decrypt",
      requests: 100 + index,
      denied: index,
      throttled: 3,
      failed: 1,
      firstSeen: start,
      lastSeen: Timestamp(start.rawValue + 86400),
      exampleEventID: "e-\(index)"
    )
  } + [
    UsageRow(
      keyARN: "",
      keyAccount: "",
      region: "eu-west-1",
      consumerAccount: "",
      attribution: "unknown",
      principal: "",
      service: "ec2.amazonaws.com",
      operation: "GenerateRandom",
      requests: 7,
      denied: 0,
      throttled: 0,
      failed: 0,
      firstSeen: start,
      lastSeen: start,
      exampleEventID: ""
    ),
    UsageRow(
      keyARN: "unresolved: alias not known",
      keyAccount: "",
      region: Hostile.cell,
      consumerAccount: "333333333333",
      attribution: "identity",
      principal: Hostile.mention,
      service: Hostile.formula,
      operation: Hostile.terminal,
      requests: 2,
      denied: 0,
      throttled: 0,
      failed: 2,
      firstSeen: start,
      lastSeen: start,
      exampleEventID: Hostile.bidi
    ),
  ]

private let hostileHotKeys = [
  HotKey(
    chargedAccount: "222222222222",
    region: "eu-west-1",
    quotaFamily: "cryptographic-symmetric",
    keyARN: key,
    requests: 510,
    peakRPS: 812,
    peakAt: start,
    accountPeakRPS: 901,
    accountPeakAt: start,
    quotaRPS: 1000,
    accountPeakUtilization: 0.901,
    keyShareOfAccountPeak: 812.0 / 901,
    secondsOverThreshold: 12,
    throttled: 15,
    isHot: true
  ),
  HotKey(
    chargedAccount: "222222222222",
    region: "eu-west-1",
    quotaFamily: "cryptographic-symmetric",
    keyARN: "",
    requests: 89,
    peakRPS: 89,
    peakAt: start,
    accountPeakRPS: 901,
    accountPeakAt: start,
    quotaRPS: 1000,
    accountPeakUtilization: 0.901,
    keyShareOfAccountPeak: 89.0 / 901,
    secondsOverThreshold: 1,
    throttled: 0,
    isHot: false
  ),
  HotKey(
    chargedAccount: Hostile.formula,
    region: Hostile.terminal,
    quotaFamily: Hostile.cell,
    keyARN: Hostile.bidi + String(repeating: "x", count: 200),
    requests: 1,
    peakRPS: 1,
    peakAt: start,
    accountPeakRPS: 1,
    accountPeakAt: start,
    quotaRPS: 2.5,
    accountPeakUtilization: 0.4,
    keyShareOfAccountPeak: 1,
    secondsOverThreshold: 0,
    throttled: 0,
    isHot: false
  ),
  HotKey(
    chargedAccount: "",
    region: "eu-west-1",
    quotaFamily: "Encapsulate",
    keyARN: key,
    requests: 4,
    peakRPS: 2,
    peakAt: start,
    accountPeakRPS: 2,
    accountPeakAt: start,
    quotaRPS: nil,
    accountPeakUtilization: nil,
    keyShareOfAccountPeak: 1,
    secondsOverThreshold: 0,
    throttled: 0,
    isHot: false
  ),
]

private let hostileCrossAccount = zip(
  ["denied", "grant", "not-covered", "undetermined", "undetermined"],
  Hostile.all
).enumerated().map { index, pair in
  CrossAccountRow(
    keyARN: key,
    keyAccount: "111111111111",
    region: "eu-west-1",
    consumerAccount: "222222222222",
    consumerInOrganization: index == 4,
    principal: pair.1,
    service: Hostile.mention,
    operation: "Decrypt",
    requests: 20 + index,
    denied: pair.0 == "denied" ? 20 : 0,
    failed: 0,
    firstSeen: start,
    lastSeen: start,
    decision: pair.0,
    basis: "grant " + pair.1,
    exampleEventID: pair.1
  )
}

private let hostileGrants = Hostile.all.enumerated().map { index, text in
  GrantRow(
    keyARN: key,
    grantID: "g\(index)",
    name: text,
    grantee: index < 2 ? "arn:aws:iam::444444444444:role/\(text)" : text,
    retiringPrincipal: text,
    operations: index == 1 ? "" : "Decrypt Encrypt",
    constraints: #"{"encryptionContextSubset":{"a":"b"}}"#,
    createdAt: index == 3 ? nil : start,
    endedAt: index == 1 ? start : nil,
    endedBy: index == 1 ? "RevokeGrant " + text : "",
    lastUsed: index == 0 ? start : nil,
    requests: index == 0 ? 21 : 0,
    createEventID: index == 3 ? "" : "e-grant-\(index)"
  )
}

private let hostileCoverage = [
  CoverageRow(
    account: "",
    region: Hostile.formula,
    day: "",
    files: 1,
    incompleteFiles: 1,
    records: 0,
    kmsRecords: 0,
    firstRecord: nil,
    lastRecord: nil,
    note: ""
  ),
  CoverageRow(
    account: "222222222222",
    region: "eu-west-1",
    day: "2026-11-22",
    files: 3,
    incompleteFiles: 0,
    records: 150,
    kmsRecords: 0,
    firstRecord: start,
    lastRecord: Timestamp(start.rawValue + 7200),
    note: "KMS events probably excluded; hours without records: 04"
  ),
  CoverageRow(
    account: "333333333333",
    region: Hostile.cell,
    day: "2026-11-22",
    files: 2,
    incompleteFiles: 0,
    records: 70,
    kmsRecords: 30,
    firstRecord: start,
    lastRecord: start,
    note: ""
  ),
]

extension RunSummary {
  fileprivate static var hostile: RunSummary {
    var run = RunSummary()
    run.version = "1.2.3"
    run.counters.files = 8
    run.counters.filesRead = 5
    run.counters.filesIncomplete = 1
    run.counters.filesSkipped = 2
    run.counters.records = 220
    run.counters.kms = 30
    run.counters.other = 187
    run.counters.malformed = 3
    run.counters.requests = 28
    run.counters.duplicates = 2
    run.counters.compressedBytes = 4096
    run.counters.uncompressedBytes = 65536
    run.diagnostics = [
      Diagnostic(
        file: Hostile.terminal,
        record: 7,
        byte: 1234,
        code: "record-too-large",
        reason: "r"
      ),
      Diagnostic(file: Hostile.cell, code: "truncated-gzip", reason: Hostile.bidi + "\u{E0041}"),
    ]
    run.skippedByReason = ["CloudTrail-Digest": 2]
    run.quotaTableDate = "2026-11-17"
    run.since = "2026-11-22T00:00:00Z"
    run.accountNames = ["222222222222": Hostile.cell]
    return run
  }
}

extension ChangesAnswer {
  /// A row of each kind, hostile wherever a log can be.
  static var hostile: ChangesAnswer {
    let rows = Change.allCases.enumerated().map { index, change in
      let text = Hostile.all[index % Hostile.all.count]
      var row = ChangeRow(
        change,
        time: change.isUntold ? nil : start,
        keyARN: index % 4 == 0 ? key : index % 4 == 1 ? text : "",
        account: index % 3 == 0 ? text : "222222222222",
        region: index % 3 == 1 ? text : "eu-west-1"
      )
      row.who = text + String(repeating: "x", count: index * 10)
      row.callerAccounts = [text, "333333333333"]
      row.eventName = index > 3 ? text : ""
      row.detail = text + String(repeating: "y", count: index * 10)
      row.requests = index < 4 ? 7 : nil
      row.eventID = text
      return row
    }
    let day = start.day
    return ChangesAnswer(
      rows: rows.sorted(by: ChangeRow.comesBefore),
      days: day..<day + 1,
      before: day - 7..<day,
      recorded: day - 1...day
    )
  }
}

extension AccountRate {
  fileprivate static var hostile: [AccountRate] {
    Hostile.all.enumerated().map { index, text in
      var rate = AccountRate(
        chargedAccount: index == 0 ? "222222222222" : text,
        region: index == 1 ? "eu-west-1" : text,
        quotaFamily: text
      )
      (rate.keys, rate.requests, rate.peakRPS, rate.peakAt) = (index, 9, 901, start)
      rate.quotaRPS = index == 2 ? nil : 1000
      (rate.topKeyARN, rate.topKeyShare) = (index == 3 ? "" : text, 0.5)
      (rate.secondsOverThreshold, rate.throttled) = (index, 1)
      return rate
    }
  }
}

extension HotAccountsAnswer {
  static var hostile: HotAccountsAnswer {
    HotAccountsAnswer(rows: AccountRate.hostile, threshold: 0.8)
  }
}

extension HotCallersAnswer {
  static var hostile: HotCallersAnswer {
    let rows = AccountRate.hostile.flatMap { account in
      (Hostile.all + [""]).map { text in
        HotCaller(
          account: account,
          name: text,
          requests: 3,
          throttled: 1,
          accountRequests: 9,
          isExact: account.keys == 0
        )
      }
    }
    return HotCallersAnswer(rows: rows, kind: .principal, threshold: 0.8)
  }
}

extension RateSecondsAnswer {
  static var hostile: RateSecondsAnswer {
    let pictures = AccountRate.hostile.map { rate in
      var second = RateSecond(time: start)
      (second.requests, second.topKeyARN) = (9, rate.topKeyARN)
      (second.topKeyRequests, second.throttled) = (5, 1)
      return SecondPicture(
        chargedAccount: rate.chargedAccount,
        region: rate.region,
        quotaFamily: rate.quotaFamily,
        quotaRPS: rate.quotaRPS,
        seconds: [second, RateSecond(time: Timestamp(start.rawValue + 1))]
      )
    }
    return RateSecondsAnswer(pictures: pictures)
  }
}
