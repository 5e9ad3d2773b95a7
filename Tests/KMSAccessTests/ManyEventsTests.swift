import KMSAccess
import KMSModel
import TestSupport
import Testing

@Suite struct `Events read side by side` {
  /// More than one part of them, each grant told by three records far from one another.
  private static let grants = 9000

  private static func events() throws -> [KeyEvent] {
    try (0..<grants).flatMap { number in
      let owner = try event("CreateGrant", "b", number, account: "111122223333")
      let copy = try event("CreateGrant", "a", number, account: "444455556666")
      let end = try event("RevokeGrant", "e", number, account: "111122223333")
      return number.isMultiple(of: 3) ? [copy, owner, end] : [copy, owner]
    }
  }

  private static func event(_ name: String, _ id: String, _ number: Int, account: String) throws
    -> KeyEvent
  {
    try KeyEvent(
      """
      {"eventID":"\(id)-\(number)","eventTime":"2026-03-01T0\(name == "CreateGrant" ? 1 : 2):00:00Z",
       "eventName":"\(name)","recipientAccountId":"111122223333","userIdentity":{"accountId":"\(account)"},
       "requestParameters":{"keyId":"arn:aws:kms:eu-west-1:111122223333:key/k-\(number % 7)",
        "grantId":"g-\(number)","granteePrincipal":"arn:aws:iam::\(account):role/R"}}
      """
    )
  }

  @Test func `they tell the same in any order and on any number of threads`() throws {
    var random = SplitMix(seed: 5)
    let events = try Self.events()
    let expected = AccessHistory(events: events)
    #expect(expected.grants.count == Self.grants)
    #expect(expected.grants.allSatisfy { $0.createEventID.hasPrefix("b-") }, "the caller's copy")
    #expect(expected.grants.count { $0.endedBy == "RevokeGrant" } == Self.grants / 3)
    for jobs in 1...3 {
      let shuffled = events.shuffled(using: &random)
      let history = AccessHistory(
        count: shuffled.count,
        exports: [],
        watch: .everything,
        jobs: jobs,
        event: { shuffled[$0] }
      )
      #expect(history.grants == expected.grants, "\(jobs) threads, seed 5")
      #expect(history.keyARNs == expected.keyARNs)
    }
  }
}
