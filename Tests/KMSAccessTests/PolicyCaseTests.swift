import JSONScan
import TestSupport
import Testing

@Suite struct `Key policies` {
  /// Each table and the number of its cases, so that none goes missing unseen.
  static let tables = [
    ("principals", 56), ("notprincipal", 18), ("actions", 30), ("resources", 22),
    ("conditions-string", 50), ("conditions-numeric-date-bool", 46), ("conditions-ip-arn", 33),
    ("conditions-null-sets", 28), ("keys-from-record", 124), ("keys-from-inventory", 29),
    ("keys-not-derivable", 19), ("deny", 26),
  ]

  @Test(arguments: tables)
  func `each table of cases is judged as it says`(file: String, count: Int) throws {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let text = try readText("/\(folder)/fixtures/policies/\(file).json")
    let cases = try #require(JSONValue(parsing: text).array)
    #expect(cases.count == count)
    for value in cases {
      let one = try PolicyCase(value)
      #expect(one.actual == one.expected, "\(one.name)")
    }
  }

  @Test func `there are at least 150 cases`() {
    #expect(Self.tables.reduce(0) { $0 + $1.1 } >= 150)
  }
}
