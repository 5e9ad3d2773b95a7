import KMSAccess
import KMSModel
import Testing

@Suite struct Decisions {
  /// Each table and the number of its cases, so that none goes missing unseen.
  static let tables = [
    ("life", 16), ("operations", 6), ("grantee", 20), ("constraints", 8), ("key-policy", 10),
    ("key-resolution", 6),
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
}
