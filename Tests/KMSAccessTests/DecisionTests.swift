import FoundationEssentials
import JSONScan
import KMSAccess
import KMSModel
import Testing

/// A case of `fixtures/grants`: what the logs show, and what follows for one use.
struct DecisionCase: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var events: [KeyEvent]
  var use: CrossAccountUse
  var time: Timestamp
  var denied: Bool
  var decision: String
  var basis: String

  init(_ value: JSONValue) throws {
    func text(_ value: JSONValue?) throws -> String { try #require(value?.string) }
    let use = try #require(value["use"])
    testDescription = try text(value["name"])
    events = try #require(value["events"]?.array).map(KeyEvent.init(record:))
    self.use = CrossAccountUse(
      keyARN: try text(use["keyARN"]),
      consumerAccount: try text(use["consumerAccount"]),
      principal: try text(use["principal"]),
      principalIsUniqueID: try #require(use["principalIsUniqueID"]?.bool as Bool?),
      operation: try text(use["operation"]),
      callerIsService: try #require(use["callerIsService"]?.bool as Bool?)
    )
    time = try #require(Timestamp(try text(value["at"])))
    denied = try #require(value["denied"]?.bool as Bool?)
    decision = try text(value["decision"])
    basis = try text(value["basis"])
  }
}

extension KeyEvent {
  init(record: JSONValue) throws {
    self.init(
      eventID: try #require(record["eventID"]?.string),
      time: try #require(record["eventTime"]?.string.flatMap { Timestamp($0) }),
      eventName: try #require(record["eventName"]?.string),
      record: record
    )
  }

  init(_ text: String) throws { try self.init(record: JSONValue(parsing: text)) }
}

@Suite struct Decisions {
  static func cases(_ file: String) throws -> [DecisionCase] {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let data = try Data(contentsOf: URL(filePath: "/\(folder)/fixtures/grants/\(file).json"))
    let cases = try #require(JSONValue(parsing: String(decoding: data, as: UTF8.self)).array)
    return try cases.map(DecisionCase.init)
  }

  @Test(arguments: [
    ("life", 16), ("operations", 6), ("grantee", 20), ("constraints", 8), ("key-policy", 10),
    ("key-resolution", 6),
  ])
  func `each table of cases is decided as it says`(file: String, count: Int) throws {
    let cases = try Self.cases(file)
    #expect(cases.count == count)
    for one in cases {
      for events in [one.events, one.events.reversed()] {
        let decision = GrantHistory(events: events)
          .decide(one.use, at: one.time, denied: one.denied)
        #expect(
          [decision.text, decision.basis] == [one.decision, one.basis],
          "\(one.testDescription)"
        )
      }
    }
  }
}
