import KMSAccess
import KMSModel
import Testing

@Suite struct Decisions {
  /// Each table and the number of its cases, so that none goes missing unseen.
  static let tables = [
    ("life", 16), ("operations", 6), ("grantee", 20), ("constraints", 8), ("key-policy", 10),
    ("key-resolution", 6), ("grantee-forms", 45), ("grant-operations", 19),
    ("grant-constraints", 66), ("lifetime", 20), ("grants-exported", 21), ("policy-time", 33),
    ("policy-exported", 17), ("decision-order", 31), ("resource-share", 13), ("unwatched", 19),
    ("organization", 12), ("ended", 8),
  ]

  @Test(arguments: tables)
  func `each table of cases is decided as it says`(file: String, count: Int) throws {
    let cases = try AccessCase.all(file)
    #expect(cases.count == count)
    for one in cases {
      let decision = one.decision
      #expect([decision.text, decision.basis] == one.expected, "\(one.name)")
    }
  }

  @Test func `a grant that covered until it ended is named beside the decision`() throws {
    for one in try AccessCase.all("ended") {
      let ended = one.history.cover(for: one.request).endedGrant(at: one.time)
      #expect(ended.map { "\($0.id) \($0.end)" } == one.ended, "\(one.name)")
    }
  }
}
