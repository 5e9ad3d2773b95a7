import JSONScan
import KMSAccess
import KMSModel
import Testing

@Suite struct `Hostile grants and policies` {
  static func decision(_ events: [KeyEvent], at time: String = "02:00") throws -> AccessDecision {
    AccessHistory(events: events).cover(for: .usual)
      .decision(at: try Timestamp(fixture: time), denied: false)
  }

  static func put(_ policy: String) throws -> [KeyEvent] {
    let text = JSONValue.string(policy).compactText
    return try [
      #"["CreateKey","00:00"]"#,
      #"["PutKeyPolicy","01:00",{"requestParameters":{"policy":\#(text)}}]"#,
    ].map { try KeyEvent(fixture: JSONValue(parsing: $0), number: 0) }
  }

  @Test(arguments: [
    (
      `Hostile key policies`.policy(Array(repeating: `Hostile key policies`.tiny, count: 100_000)),
      "the document is longer than KMS takes"
    ),
    (
      #"{"Id":"\#(String(repeating: "x", count: 1 << 20))","Statement":[]}"#,
      "the document is longer than KMS takes"
    ),
    (String(repeating: "[", count: 2000), "the document is not JSON: too-deep at byte 16"),
    (#"{"Statement":[],"Statement":[]}"#, "Statement is there twice"),
    (#"{"Statement":7}"#, "statement 1: Statement has the wrong type"),
  ])
  func `a policy that nobody could judge is a reason`(policy: String, error: String) throws {
    let decision = try Self.decision(Self.put(policy))
    #expect(decision.text == "undetermined")
    #expect(decision.basis == "the key policy: it cannot be judged: \(error)")
  }

  static let values: [JSONValue] = [
    .null, .bool(true), .number("7"), .number("1e999"), .string(""), .string("\u{0}:/*${"),
    .array([]), .array([.null, .array([])]), .object([]),
    .object([JSONMember(name: "", value: .null), JSONMember(name: "", value: .bool(false))]),
  ]

  /// The value with each of its parts, one after the other, replaced.
  static func variants(_ value: JSONValue, by new: JSONValue) -> [JSONValue] {
    var results = [new]
    if case .object(let members) = value {
      for (number, member) in members.enumerated() {
        results += variants(member.value, by: new).map { part in
          var changed = members
          changed[number].value = part
          return .object(changed)
        }
        results.append(.object(members + [JSONMember(name: member.name, value: new)]))
      }
    } else if case .array(let elements) = value {
      for number in elements.indices {
        results += variants(elements[number], by: new).map { part in
          var changed = elements
          changed[number] = part
          return .array(changed)
        }
      }
    }
    return results
  }

  @Test(arguments: [
    #"["CreateGrant","01:00",{"requestParameters":{"constraints":{"encryptionContextEquals":{"a":"b"},"sourceArn":"s"}}}]"#,
    #"["RetireGrant","01:30"]"#, #"["RevokeGrant","01:30"]"#,
    #"["CreateKey","00:00",{"requestParameters":{"policy":{}},"responseElements":{"keyMetadata":{"multiRegionConfiguration":{"multiRegionKeyType":"PRIMARY"}}}}]"#,
    #"["ReplicateKey","00:30",{"responseElements":{"replicaPolicy":{},"replicaKeyMetadata":{"arn":"a"}}}]"#,
    #"["PutKeyPolicy","01:00",{"requestParameters":{"policy":{}}}]"#,
    #"["CreateResourceShare","00:30"]"#,
  ])
  func `wrong types everywhere are no harm`(text: String) throws {
    let event = try KeyEvent(fixture: JSONValue(parsing: text), number: 0)
    let record = try FixtureRecord.whole(JSONValue(parsing: text))
    let creation = try KeyEvent(fixture: JSONValue(parsing: #"["CreateKey","00:00"]"#), number: 0)
    var decisions: Set<String> = []
    for value in Self.values {
      for record in Self.variants(record, by: value) {
        let changed = try KeyEvent(
          eventID: event.eventID,
          time: event.time,
          eventName: event.eventName,
          record: record.compactText
        )
        decisions.insert(try Self.decision([creation, changed]).text)
      }
    }
    #expect(!decisions.isEmpty)
    #expect(!decisions.contains("denied"))
  }

  static let grants = 100_000

  /// All to one caller, each for some minutes: every moment has grants of its own.
  static let exported: [AccessExport] = {
    let entries = (0..<grants).map { number in
      ExportedGrant(
        id: "g\(number)",
        name: "",
        grantee: "arn:aws:iam::444455556666:role/apps/Reader",
        retiringPrincipal: "",
        operations: ["Decrypt"],
        constraints: nil,
        createdAt: Timestamp(World.begin + Int64(number))
      )
    }
    return stride(from: 0, to: grants, by: 1000).map { start in
      AccessExport(
        source: "e\(start)",
        time: Timestamp(World.begin + Int64(start) + 2000),
        content: .grants(
          keyARN: FixtureRecord.key,
          Array(entries[start..<start + 1000]),
          isComplete: true
        )
      )
    }
  }()

  @Test func `a hundred thousand grants of one caller are judged in time`() {
    let clock = ContinuousClock()
    let start = clock.now
    let cover = AccessHistory(events: [], exports: Self.exported).cover(for: .usual)
    let built = clock.now
    var texts: Set<String> = []
    for second in stride(from: Int64(-20), to: 200_000, by: 20) {
      texts.insert(cover.decision(at: Timestamp(World.begin + second), denied: false).text)
    }
    let end = clock.now
    #expect(texts == ["grant", "undetermined"])
    #expect(built - start < .seconds(60), "in a debug build")
    #expect(end - built < .seconds(5), "10,000 decisions in a debug build")
  }
}
