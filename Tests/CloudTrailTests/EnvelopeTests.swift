import CloudTrail
import Testing

/// Records are found whatever holds them, told by content.
@Suite struct EnvelopeTests {
  private static func pretty(_ text: String) -> String {
    text.replacing(",\"", with: ",\n    \"").replacing("{", with: "{\n  ")
      .replacing("}", with: "\n}").replacing("\":", with: "\" : ")
  }

  private static let three = Sample.three
  private static let list = three.joined(separator: ",")

  /// What `lookup-events` and a CloudWatch Logs export hold: records as texts.
  private static func texts(_ name: String, _ member: String) -> String {
    let all = three.map { "{\"EventId\":\"x\",\"\(member)\":\"\(Sample.escaped($0))\"}" }
    return "{\"nextToken\":null,\"\(name)\":[\(all.joined(separator: ","))],\"owner\":{\"a\":[1]}}"
  }

  static let envelopes: [(String, String)] = [
    ("a file of CloudTrail", Sample.file(three)),
    ("the same, pretty", pretty(Sample.file(three))),
    (
      "members before and after the list",
      "{\"a\":{\"b\":[1,\"]\"]},\"Records\":[\(list)],\"c\":null}"
    ),
    ("two lists", "{\"Records\":[\(three[0])],\"Records\":[\(three[1]),\(three[2])]}"),
    ("a bare array", "[\(list)]"),
    ("a bare array, pretty", "[\n\(three.map(pretty).joined(separator: ",\n"))\n]\n"),
    ("lines", three.joined(separator: "\n")),
    ("lines with an end", three.joined(separator: "\n") + "\n"),
    ("lines of Windows", three.joined(separator: "\r\n") + "\r\n"),
    ("files one after the other", three.map { Sample.file([$0]) }.joined(separator: "\n")),
    ("a byte order mark", "\u{FEFF}" + Sample.file(three)),
    ("lookup-events", texts("Events", "CloudTrailEvent")),
    ("CloudWatch Logs", texts("logEvents", "message")),
    (
      "EventBridge, in lines",
      three.map { "{\"version\":\"0\",\"source\":\"aws.kms\",\"detail\":\($0),\"resources\":[]}" }
        .joined(separator: "\n")
    ),
    ("an empty list before", "{\"Records\":[]}\n" + Sample.file(three)),
  ]

  @Test(arguments: envelopes.indices)
  func `gives the same records`(_ index: Int) throws {
    let (name, text) = Self.envelopes[index]
    let reading = try Reading(text)
    #expect(reading.records == Sample.expected, "\(name)")
    #expect(reading.ending == .complete && reading.codes == [] && reading.bad == [], "\(name)")
  }

  @Test func `one event alone is a log`() throws {
    #expect(try Reading(Sample.three[0]).records == [Sample.expected[0]])
  }

  @Test func `the order of a record's members does not matter`() throws {
    for (number, source) in [(1, "kms.amazonaws.com"), (2, "s3.amazonaws.com")] {
      let members = [
        "\"recipientAccountId\":\"111122223333\"", "\"eventID\":\"id-\(number)\"",
        "\"awsRegion\":\"eu-west-1\"", "\"eventName\":\"Decrypt\"",
        "\"eventSource\":\"\(source)\"", "\"eventTime\":\"2026-11-22T00:00:1\(number)Z\"",
        "\"userIdentity\":{\"accountId\":\"111122223333\",\"type\":\"Root\"}",
        "\"requestParameters\":{\"eventSource\":\"kms.amazonaws.com\"}",
      ]
      for shift in members.indices {
        let turned = Array(members[shift...] + members[..<shift])
        let reading = try Reading("{\(turned.joined(separator: ","))}")
        #expect(reading.records == [Sample.expected[number - 1]], "turned by \(shift)")
      }
    }
  }

  @Test(arguments: [
    "", " \n", "not a log", "<html>", "%PDF-1.7", "\u{0}\u{1}\u{2}", "12", "\"text\"",
  ])
  func `what is no log is unreadable`(_ text: String) throws {
    let reading = try Reading(text)
    #expect(reading.ending == .unreadable || reading.records == [])
    #expect(reading.codes != [], "said, not dropped")
  }
}
