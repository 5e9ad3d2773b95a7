import AuditStore
import KMSAccess
import KMSModel
import KMSUsage
import TestSupport
import Testing

@testable import AuditEngine

/// Random changes of a few keys, of which ids are written with escapes, and named by their alias, bare,
/// or not at all.
private struct RandomEvents {
  var random: SplitMix
  static let account = "111122223333"
  static let ids = ["key-1", "key-12", "mrk-a", "mrk-b", "b1"]

  static func arn(_ id: String, region: String = "eu-west-1") -> String {
    "arn:aws:kms:\(region):\(account):key/\(id)"
  }

  static let keys = ids.map { arn($0) } + [arn("mrk-a", region: "us-east-1")]

  private mutating func written(_ text: String) -> String {
    guard Int.random(in: 0..<6, using: &random) == 0, let first = text.last else { return text }
    let code = String(first.unicodeScalars.first?.value ?? 0, radix: 16)
    return text.dropLast() + "\\u" + String(repeating: "0", count: 4 - code.count) + code
  }

  /// As a request names it.
  private mutating func name(_ id: String) -> String {
    let name = written([Self.arn(id), id, "alias/\(id)"].randomElement(using: &random) ?? id)
    return "\"keyId\":\"\(name)\""
  }

  private mutating func resources(_ id: String) -> String {
    let key =
      Bool.random(using: &random) ? ",\"resources\":[{\"ARN\":\"\(written(Self.arn(id)))\"}]" : ""
    return key + ",\"userAgent\":\"\(Bool.random(using: &random) ? Self.keys[0] : "cli")\""
  }

  mutating func event(_ number: Int, withEnds: Bool) -> EvidenceFact {
    let id = Self.ids.randomElement(using: &random) ?? ""
    let grant = "grant-\(Int.random(in: 0..<4, using: &random))"
    let names = ["CreateGrant", "CreateKey", "PutKeyPolicy", "ReplicateKey", "DisableKey"]
    let name = (names + (withEnds ? ["RetireGrant", "RevokeGrant"] : [])).randomElement(
      using: &random
    )
    let isNamed = name != "RetireGrant" || Bool.random(using: &random)
    let policy = "{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[]}"
    let request =
      (isNamed ? self.name(id) + "," : "")
      + "\"grantId\":\"\(grant)\",\"granteePrincipal\":\"444455556666\",\"operations\":[\"Decrypt\"],\"policy\":\"\(policy)\""
    let response =
      name == "CreateGrant"
      ? "{\"grantId\":\"\(grant)\"}"
      : "{\"replicaKeyMetadata\":{\"arn\":\"\(written(Self.arn(id, region: "us-east-1")))\"}}"
    let time = Timestamp(1_790_000_000 + Int64(number) * 700)
    return EvidenceFact(
      eventID: "event-\(number)",
      recipientAccount: Self.account,
      time: time,
      eventName: name ?? "",
      record:
        "{\"userIdentity\":{\"accountId\":\"\(Self.account)\"},\"awsRegion\":\"eu-west-1\",\"recipientAccountId\":\"\(Self.account)\",\"requestParameters\":{\(request)},\"responseElements\":\(response)\(isNamed ? resources(id) : "")}"
    )
  }
}

@Suite struct `events that may speak of a key` {
  private func store(_ events: [EvidenceFact]) throws -> AuditStore {
    let store = try AuditStore.inMemory()
    let scan = try store.beginScan()
    try scan.add(events)
    try scan.write(UsageFacts(), summary: [:])
    try scan.commit()
    return store
  }

  private func history(_ events: [EvidenceFact]) throws -> AccessHistory {
    AccessHistory(
      events: try events.map {
        try KeyEvent(
          eventID: $0.eventID,
          time: $0.time,
          eventName: $0.eventName,
          record: $0.record
        )
      }
    )
  }

  @Test(arguments: 1...120 as ClosedRange<UInt64>)
  func `tell of it what all events tell`(seed: UInt64) throws {
    var random = RandomEvents(random: SplitMix(seed: seed))
    let events = (0..<40).map { random.event($0, withEnds: seed % 3 == 0) }
    let store = try store(events)
    let all = try history(try EvidenceOfKeys(nil).events(in: store))
    for keys in RandomEvents.keys.map({ Set([$0]) }) + [Set(RandomEvents.keys.suffix(3))] {
      let some = try history(try EvidenceOfKeys(keys).events(in: store))
      for key in keys {
        let (one, other) = (some.timeline(of: key), all.timeline(of: key))
        #expect(one.grants == other.grants, "seed \(seed), \(key)")
        #expect(one.policyEntries == other.policyEntries, "seed \(seed), \(key)")
        #expect(one.states == other.states, "seed \(seed), \(key)")
        #expect(one.createdAt == other.createdAt, "seed \(seed), \(key)")
        #expect(one.description == other.description, "seed \(seed), \(key)")
      }
    }
  }

  @Test func `are few of many, unless one names no key`() throws {
    var random = RandomEvents(random: SplitMix(seed: 1))
    let events = (0..<200).map { random.event($0, withEnds: false) }
    let few = try EvidenceOfKeys([RandomEvents.arn("b1")]).events(in: try store(events))
    #expect(!few.isEmpty && few.count < 120)
    var end = events[0]
    (end.eventID, end.eventName) = ("end", "RetireGrant")
    end.record = "{\"requestParameters\":{\"grantId\":\"grant-1\"}}"
    let whole = try EvidenceOfKeys([RandomEvents.arn("b1")]).events(in: try store(events + [end]))
    #expect(whole.count == 201)
  }
}
