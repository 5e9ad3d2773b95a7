import JSONScan
import KMSAccess
import KMSModel
import Testing

extension KeyEvent {
  /// `[event name, time, members]`: the members are laid over those of a usual record.
  init(fixture value: JSONValue, number: Int) throws {
    let name = try #require(value[0]?.string)
    let record = try FixtureRecord.whole(value)
    let id = value[2]?["grant"]?.string ?? "g1"
    try self.init(
      eventID: record["eventID"]?.string ?? "\(name)-\(id)-\(number)",
      time: try Timestamp(fixture: try #require(value[1]?.string)),
      eventName: name,
      record: record.compactText
    )
  }

  init(_ text: String) throws {
    let record = try JSONValue(parsing: text)
    try self.init(
      eventID: try #require(record["eventID"]?.string),
      time: try #require(record["eventTime"]?.string.flatMap { Timestamp($0) }),
      eventName: try #require(record["eventName"]?.string),
      record: text
    )
  }
}

enum FixtureRecord {
  static let owner = "111122223333"
  static let key = AccessRequest.usual.keyARN

  /// Of an event of a case.
  static func whole(_ value: JSONValue) throws -> JSONValue {
    let members = value[2] ?? .object([])
    let grant = members["grant"]?.string ?? "g1"
    return usual(try #require(value[0]?.string), grant: grant)
      .laidOver(members.without(["grant"])).withPoliciesAsText
  }

  /// What the key's owner does to the key.
  static func usual(_ name: String, grant: String) -> JSONValue {
    .object(
      members(
        [
          "awsRegion": .string("eu-west-1"), "recipientAccountId": .string(owner),
          "userIdentity": .object(
            members([
              "type": .string("IAMUser"), "principalId": .string("AIDAADMIN"),
              "arn": .string("arn:aws:iam::\(owner):user/admin"), "accountId": .string(owner),
            ])
          ),
          "resources": .array([.object(members(["ARN": .string(key)]))]),
        ].merging(parts(name, grant)) { _, new in new }
      )
    )
  }

  private static func parts(_ name: String, _ grant: String) -> [String: JSONValue] {
    switch name {
    case "CreateGrant":
      [
        "requestParameters": .object(
          members([
            "keyId": .string(key),
            "granteePrincipal": .string("arn:aws:iam::444455556666:role/apps/Reader"),
            "operations": .array([.string("Decrypt")]),
          ])
        ),
        "responseElements": .object(
          members(["grantId": .string(grant), "keyId": .string(key)])
        ),
      ]
    case "RetireGrant":
      ["additionalEventData": .object(members(["grantId": .string(grant)]))]
    case "RevokeGrant":
      [
        "requestParameters": .object(
          members(["keyId": .string(key), "grantId": .string(grant)])
        )
      ]
    case "CreateKey":
      [
        "responseElements": .object(
          members(["keyMetadata": .object(members(["arn": .string(key)]))])
        )
      ]
    case "CreateResourceShare", "AssociateResourceShare":
      [
        "eventSource": .string("ram.amazonaws.com"),
        "requestParameters": .object(members(["resourceArns": .array([.string(key)])])),
      ]
    default: ["requestParameters": .object(members(["keyId": .string(key)]))]
    }
  }

  private static func members(_ values: [String: JSONValue]) -> [JSONMember] {
    values.sorted { $0.key < $1.key }.map { JSONMember(name: $0.key, value: $0.value) }
  }
}

extension JSONValue {
  /// Objects are merged, null takes a member away, all else takes the place of what is there.
  fileprivate func laidOver(_ other: JSONValue) -> JSONValue {
    guard case .object(var members) = self, let others = other.object else { return other }
    for member in others {
      let place = members.firstIndex { $0.name == member.name }
      if member.value == .null {
        if let place { members.remove(at: place) }
      } else if let place {
        members[place].value = members[place].value.laidOver(member.value)
      } else {
        members.append(member)
      }
    }
    return .object(members)
  }

  fileprivate func without(_ names: Set<String>) -> JSONValue {
    .object((object ?? []).filter { !names.contains($0.name) })
  }

  /// Policies stand in records as texts, in cases as they are.
  fileprivate var withPoliciesAsText: JSONValue {
    guard let members = object else { return self }
    return .object(
      members.map { member in
        let isPolicy = ["policy", "replicaPolicy"].contains(member.name)
        let value =
          isPolicy && member.value.object != nil
          ? .string(member.value.compactText) : member.value.withPoliciesAsText
        return JSONMember(name: member.name, value: value)
      }
    )
  }
}
