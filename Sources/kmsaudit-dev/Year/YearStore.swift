import AuditStore
import KMSModel
import KMSUsage

/// The store that a scan a night leaves after a year, written as scans write it.
struct YearStore {
  static let nights = 365
  /// Days that a night's scan writes anew.
  private static let openDays: Int32 = 7
  let plan: YearPlan
  let path: String
  let filesADay: Int
  let lastDay: Int32

  /// Seconds that the last night's transaction took, and its part of pruning.
  private(set) var lastNight = 0.0

  /// Takes the store of an earlier bench with the same numbers.
  mutating func build() throws {
    let store = try AuditStore.open(path: path)
    for night in 0..<Int32(Self.nights) {
      let day = lastDay - Int32(Self.nights) + 1 + night
      let isLast = day == lastDay
      let facts = facts(of: isLast ? day - Self.openDays...day : day...day)
      let start = ContinuousClock.now
      let scan = try store.beginScan(reading: facts.files.map(\.path))
      if night == 0 { try scan.add(YearEvidence(plan, day: day).events) }
      try scan.add(facts.files, [], choice: "|")
      try scan.write(
        facts,
        summary: ["version": "bench", "open_from": "\(day + 1)", "files_skipped": "0"],
        openFrom: facts.days[0].day,
        nextOpenFrom: day + 1
      )
      try scan.prune(Retention(), lastDay: lastDay)
      try scan.commit()
      lastNight = (ContinuousClock.now - start) / .seconds(1)
    }
  }

  /// The files are those of the last day.
  private func facts(of days: ClosedRange<Int32>) -> UsageFacts {
    var facts = UsageFacts()
    for day in days {
      let files = day == days.upperBound ? filesADay : 0
      let own = YearDay(plan, day: day, files: files).facts
      facts = facts.days.isEmpty ? own : facts.adding(own)
      facts.files = own.files
    }
    return facts
  }
}

/// What made the keys of a year and shared them: on the first day, so that all use rests on it.
struct YearEvidence {
  private(set) var events: [EvidenceFact] = []
  private let time: Timestamp

  init(_ plan: YearPlan, day: Int32) {
    time = Timestamp(Int64(day) * 86400)
    for (number, key) in plan.keys.enumerated() {
      let arn = "\"arn\":\"\(key.text)\""
      let response = "{\"keyMetadata\":{\(arn),\"keyManager\":\"CUSTOMER\"}}"
      add("CreateKey", key, "key-\(number)", "{}", response)
      for consumer in YearPlan.consumers(of: number, plan.accounts) where consumer != key.account {
        for role in 0..<2 {
          let id = "\(number)-\(consumer)-\(role)"
          add(
            "CreateGrant",
            key,
            "grant-\(id)",
            """
            {"keyId":"\(key.text)","granteePrincipal":"arn:aws:iam::\(consumer):role/service-\(role)",\
            "operations":["Decrypt","GenerateDataKey"]}
            """,
            "{\"grantId\":\"\(id)\",\"keyId\":\"\(key.text)\"}"
          )
        }
      }
    }
  }

  private mutating func add(
    _ name: String,
    _ key: KeyARN,
    _ id: String,
    _ parameters: String,
    _ response: String
  ) {
    let record = """
      {"eventVersion":"1.11","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE",\
      "arn":"arn:aws:iam::\(key.account):user/admin","accountId":"\(key.account)"},\
      "eventTime":"\(time)","eventSource":"kms.amazonaws.com","eventName":"\(name)",\
      "awsRegion":"\(key.region)","requestParameters":\(parameters),\
      "responseElements":\(response),"eventID":"\(id)","readOnly":false,\
      "resources":[{"accountId":"\(key.account)","type":"AWS::KMS::Key","ARN":"\(key.text)"}],\
      "eventType":"AwsApiCall","recipientAccountId":"\(key.account)"}
      """
    events.append(
      EvidenceFact(
        eventID: id,
        recipientAccount: key.account,
        time: time,
        eventName: name,
        record: record
      )
    )
  }
}
