import JSONScan
import KMSAccess
import KMSModel
import TestSupport
import Testing

/// A case of `fixtures/grants`: what logs and exports show, and what follows for one request.
///
/// What a case leaves out is filled in from `AccessCase.usual`.
struct AccessCase: Sendable {
  var name: String
  var events: [KeyEvent]
  var exports: [AccessExport]
  var watch: AccountWatch
  var request: AccessRequest
  var time: Timestamp
  var denied: Bool
  /// Decision and basis.
  var expected: [String]
  /// The grant that covered until it ended, and how: `g1 ended 2026-03-01T01:30:00Z`.
  var ended: String?

  init(_ value: JSONValue) throws {
    name = try #require(value["name"]?.string)
    events = try (value["events"]?.array ?? []).enumerated().map { number, event in
      try KeyEvent(fixture: event, number: number)
    }
    exports = try (value["exports"]?.array ?? []).map(AccessExport.init(fixture:))
    watch = try AccountWatch(fixture: value["watched"])
    request = try AccessRequest(fixture: value["request"] ?? .object([]))
    time = try Timestamp(fixture: value["at"]?.string ?? "02:00")
    denied = value["denied"]?.bool ?? false
    expected = [
      try #require(value["decision"]?.string), try #require(value["basis"]?.string),
    ]
    ended = value["ended"]?.string
  }

  static func all(_ file: String) throws -> [AccessCase] {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let text = try readText("/\(folder)/fixtures/grants/\(file).json")
    return try #require(JSONValue(parsing: text).array).map(AccessCase.init)
  }

  var history: AccessHistory { AccessHistory(events: events, exports: exports, watch: watch) }

  var decision: AccessDecision {
    history.cover(for: request).decision(at: time, denied: denied)
  }
}

extension Timestamp {
  /// `02:00`, `02:00:30`, `03-02T02:00` or the whole.
  init(fixture text: String) throws {
    var text = text
    if !text.contains("T") { text = "03-01T" + text }
    if text.utf8.count == 11 { text += ":00" }
    if text.utf8.count == 14 { text = "2026-" + text + "Z" }
    self = try #require(Timestamp(text))
  }
}

extension AccountWatch {
  /// First and last hour of each stretch, both with records; not there: everything was seen.
  init(fixture value: JSONValue?) throws {
    guard let stretches = value?.array else {
      self = .everything
      return
    }
    let hours = try stretches.flatMap { stretch in
      let ends = try (stretch.array ?? []).map { try Timestamp(fixture: $0.string ?? "").hour }
      return Array(try #require(ends.first)...(try #require(ends.last)))
    }
    self.init(
      hours.map { WatchedHours(account: "111122223333", region: "eu-west-1", hours: $0...$0) }
    )
  }
}
