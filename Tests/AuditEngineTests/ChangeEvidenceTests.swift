import AuditReports
import AuditStore
import KMSModel
import KMSUsage
import Testing

@testable import AuditEngine

@Suite struct `Events as changes` {
  private static let key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd"

  private func event(
    _ id: String,
    _ name: String = "EnableKey",
    recipient: String = "111122223333",
    caller: String = "111122223333",
    more: String = ""
  ) -> EvidenceFact {
    EvidenceFact(
      eventID: id,
      recipientAccount: recipient,
      time: Timestamp(5),
      eventName: name,
      record: """
        {"userIdentity":{"type":"Root","accountId":"\(caller)"},\
        "resources":[{"ARN":"\(Self.key)"}]\(more)}
        """
    )
  }

  @Test func `of every state-changing operation and service event are told by a name`() {
    let names = Operation.all.filter(\.changesState).map(\.name) + Operation.serviceEvents
    let rows = EventChanges(names.map { event($0, $0) }).rows
    #expect(rows.count == names.count)
    #expect(rows.allSatisfy { $0.eventID == $0.eventName && $0.keyARN == Self.key })
    let others = rows.filter { $0.change == .other }.map(\.eventName)
    #expect(
      Set(others) == [
        "TagResource", "UntagResource", "UpdateKeyDescription", "SynchronizeMultiRegionKey",
        "ConnectCustomKeyStore", "CreateCustomKeyStore", "DeleteCustomKeyStore",
        "DisconnectCustomKeyStore", "UpdateCustomKeyStore",
      ]
    )
    let use: Set<Change> = [
      .newConsumer, .newPrincipal, .newService, .silent, .cannotTellNew, .cannotTellSilent,
    ]
    #expect(Set(rows.map(\.change)) == Set(Change.allCases).subtracting(use))
  }

  @Test(arguments: [
    ",\"errorCode\":\"AccessDenied\"", ",\"requestParameters\":{\"dryRun\":true}",
  ])
  func `that changed nothing are none`(more: String) {
    #expect(EventChanges([event("a", more: more)]).rows.isEmpty)
  }

  @Test func `in several logs are one, by the caller's own record`() {
    let copies = [
      event("b", caller: "444455556666", more: ",\"sharedEventID\":\"s\""),
      event(
        "c",
        recipient: "444455556666",
        caller: "444455556666",
        more: ",\"sharedEventID\":\"s\""
      ),
    ]
    for copies in [copies, copies.reversed()] {
      #expect(EventChanges(copies).rows.map(\.eventID) == ["c"])
    }
  }

  @Test func `that a later record replaces are that record alone`() {
    let new = event(
      "z",
      more: ",\"addendum\":{\"reason\":\"UPDATED_DATA\",\"originalEventID\":\"a\"}"
    )
    #expect(EventChanges([event("a"), new]).rows.map(\.eventID) == ["z"])
    #expect(EventChanges([event("b"), new]).rows.count == 2)
  }
}

@Suite struct `What the logs around a period tell` {
  private static let query = UseSpanQuery(days: 17..<20, before: 10..<17)
  private static let place = LogPlace(account: "1", region: "r")

  private func coverage(
    _ days: [Int32],
    records: Int = 10,
    kms: Int = 1,
    unread: Int = 0
  ) -> PeriodCoverage {
    PeriodCoverage(
      Self.query,
      days.map {
        CoveredDay(account: "1", region: "r", day: $0, records: records, kmsRecords: kms)
      },
      unread: Array(repeating: ("1", "r"), count: unread)
    )
  }

  @Test(
    arguments: [
      ([], "no records of the 7 days before"), ([17, 18], "no records of the 7 days before"),
      ([10, 12, 16], "records of only 3 of the 7 days before"), ([10, 12, 14, 16], nil),
    ] as [([Int32], String?)]
  )
  func `new is told where most days before have records`(_ days: [Int32], _ reason: String?) {
    #expect(coverage(days).whyNewIsUnknown(Self.place) == reason)
  }

  @Test(
    arguments: [
      ([10, 16], 10, 1, 0, "no records of the period"),
      ([17, 19], 10, 1, 0, "no records of 1970-01-19"), ([17, 18, 19], 10, 1, 0, nil),
      ([17, 18, 19], 10, 1, 2, "2 log files could not be read to their end"),
      ([17, 18, 19], 100, 0, 0, "KMS events probably excluded"), ([17, 18, 19], 10, 0, 0, nil),
    ] as [([Int32], Int, Int, Int, String?)]
  )
  func `silence is told where every day has records and no log is cut`(
    _ days: [Int32],
    _ records: Int,
    _ kms: Int,
    _ unread: Int,
    _ reason: String?
  ) {
    let coverage = coverage(days, records: records, kms: kms, unread: unread)
    #expect(coverage.whySilenceIsUnknown(Self.place) == reason)
  }
}
