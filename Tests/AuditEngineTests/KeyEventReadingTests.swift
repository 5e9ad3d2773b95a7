import AuditStore
import JSONScan
import KMSAccess
import KMSModel
import KMSUsage
import TestSupport
import Testing

@testable import AuditEngine

/// Where each field of a state-changing event stands.
extension KeyEvent.Field {
  fileprivate var path: [String] {
    switch self {
    case .awsRegion: ["awsRegion"]
    case .errorCode: ["errorCode"]
    case .recipientAccountId: ["recipientAccountId"]
    case .resources: ["resources"]
    case .identityType: ["userIdentity", "type"]
    case .arn: ["userIdentity", "arn"]
    case .principalId: ["userIdentity", "principalId"]
    case .accountId: ["userIdentity", "accountId"]
    case .invokedBy: ["userIdentity", "invokedBy"]
    case .issuerARN: ["userIdentity", "sessionContext", "sessionIssuer", "arn"]
    case .onBehalfOfUserID: ["userIdentity", "onBehalfOf", "userId"]
    case .requestKeyId: ["requestParameters", "keyId"]
    case .requestGrantId: ["requestParameters", "grantId"]
    case .dryRun: ["requestParameters", "dryRun"]
    case .grantName: ["requestParameters", "name"]
    case .operations: ["requestParameters", "operations"]
    case .constraints: ["requestParameters", "constraints"]
    case .granteePrincipal: ["requestParameters", "granteePrincipal"]
    case .granteeServicePrincipal: ["requestParameters", "granteeServicePrincipal"]
    case .retiringPrincipal: ["requestParameters", "retiringPrincipal"]
    case .retiringServicePrincipal: ["requestParameters", "retiringServicePrincipal"]
    case .policy: ["requestParameters", "policy"]
    case .policyName: ["requestParameters", "policyName"]
    case .resourceArns: ["requestParameters", "resourceArns"]
    case .responseKeyId: ["responseElements", "keyId"]
    case .responseGrantId: ["responseElements", "grantId"]
    case .keyMetadata: ["responseElements", "keyMetadata"]
    case .replicaKeyMetadata: ["responseElements", "replicaKeyMetadata"]
    case .replicaPolicy: ["responseElements", "replicaPolicy"]
    case .keyState: ["responseElements", "keyState"]
    case .additionalGrantId: ["additionalEventData", "grantId"]
    case .sharedEventID: ["sharedEventID"]
    case .originalEventID: ["addendum", "originalEventID"]
    case .bypassPolicyLockoutSafetyCheck:
      ["requestParameters", "bypassPolicyLockoutSafetyCheck"]
    case .aliasName: ["requestParameters", "aliasName"]
    case .targetKeyId: ["requestParameters", "targetKeyId"]
    case .rotationPeriodInDays: ["requestParameters", "rotationPeriodInDays"]
    case .replicaRegion: ["requestParameters", "replicaRegion"]
    case .primaryRegion: ["requestParameters", "primaryRegion"]
    case .deletionDate: ["responseElements", "deletionDate"]
    case .pendingWindowInDays: ["responseElements", "pendingWindowInDays"]
    case .rotationType: ["serviceEventDetails", "rotationType"]
    }
  }
}

@Suite struct `State-changing events` {
  /// What no trail here has: services as grantees, an Identity Center, a family's new primary, and a
  /// change that is told anew.
  private static let rare = """
    {"userIdentity":{"onBehalfOf":{"userId":"u"}},"requestParameters":{"primaryRegion":"eu-west-1",\
    "granteeServicePrincipal":"a.amazonaws.com","retiringServicePrincipal":"b.amazonaws.com"},\
    "addendum":{"reason":"UPDATED_DATA","originalEventID":"o"}}
    """

  /// That scans of the fixtures keep, and the examples of AWS's documentation.
  private static func records() throws -> [String] {
    let names = Judgement.eventNames.union(AliasBook.eventNames).union(KeyInventory.eventNames)
    let stores = [AskedStore.trail, AskedStore.nights, AskedStore.keys]
    let kept = try stores.flatMap { store in
      try AuditStore.openReadOnly(path: store.get().path).evidence(names: names).map(\.record)
    }
    guard SharedData.has("aws-events") else { return kept + [rare] }
    return try kept + [rare]
      + SharedData.files("aws-events").map {
        try readText(SharedData.path("aws-events/\($0)"))
      }
  }

  private static func event(_ record: String) -> KeyEvent? {
    try? KeyEvent(eventID: "e", time: Timestamp(0), eventName: "CreateGrant", record: record)
  }

  /// Member by member as a tree of the record tells it.
  private static func expectAgreement(_ record: String, _ comment: Comment) -> Set<KeyEvent.Field> {
    let (event, tree) = (event(record), try? JSONValue(parsing: record))
    #expect((event == nil) == (tree == nil), comment)
    guard let event, let tree else { return [] }
    var found: Set<KeyEvent.Field> = []
    for field in KeyEvent.Field.allCases {
      let value = field.path.reduce(JSONValue?.some(tree)) { $0?[$1] }
      #expect(event.value(field) == (value == .null ? nil : value), comment)
      #expect(event.string(field) == value?.string, comment)
      if event.value(field) != nil { found.insert(field) }
    }
    return found
  }

  @Test func `they are read as their trees tell it, damaged ones too`() throws {
    var random = SplitMix(seed: 7)
    var found: Set<KeyEvent.Field> = []
    var refused = 0
    for (number, record) in try Self.records().enumerated() {
      found.formUnion(Self.expectAgreement(record, "record \(number)"))
      for _ in 0..<4 {
        let damaged = Self.damaged(record, &random)
        _ = Self.expectAgreement(damaged, "seed 7, record \(number): \(damaged)")
        if Self.event(damaged) == nil { refused += 1 }
      }
    }
    #expect(found == Set(KeyEvent.Field.allCases))
    #expect(refused > 100)
  }

  /// A byte changed, a piece repeated or taken out.
  private static func damaged(_ record: String, _ random: inout SplitMix) -> String {
    var bytes = Array(record.utf8)
    let place = Int.random(in: bytes.indices, using: &random)
    let piece = place..<min(bytes.count, place + Int.random(in: 1..<60, using: &random))
    switch Int.random(in: 0..<3, using: &random) {
    case 0: bytes[place] = Array("{}[]\",:\\ 0n".utf8).randomElement(using: &random) ?? 0
    case 1: bytes.insert(contentsOf: Array(bytes[piece]), at: place)
    default: bytes.removeSubrange(piece)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
