import AuditEngine
import CloudTrail
import Foundation
import KMSUsage
import TestSupport
import Testing

extension Scan.Storage {
  fileprivate static func knowing(_ keys: Set<String>) -> Scan.Storage {
    var storage = Scan.Storage()
    storage.knownKeys = keys
    return storage
  }
}

/// What is kept of requests that cross accounts, for the decision on them.
@Suite struct `Details of cross-account use` {
  /// One Decrypt of another account's key.
  struct Call {
    var id: Int
    var context: String? = "{\"tenant\":\"blue\"}"
    var session = "job-1"
    var sourceIP = "10.0.0.1"

    var record: String {
      let parameters = context.map { ",\"encryptionContext\":\($0)" } ?? ""
      return
        "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROA1:\(session)\",\"arn\":\"arn:aws:sts::444455556666:assumed-role/Reader/\(session)\",\"accountId\":\"444455556666\",\"sessionContext\":{\"sessionIssuer\":{\"arn\":\"arn:aws:iam::444455556666:role/apps/Reader\",\"accountId\":\"444455556666\"},\"attributes\":{\"creationDate\":\"2026-11-22T00:00:00Z\",\"mfaAuthenticated\":\"false\"}}},\"eventTime\":\"2026-11-22T00:00:1\(id % 10)Z\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"Decrypt\",\"awsRegion\":\"eu-west-1\",\"sourceIPAddress\":\"\(sourceIP)\",\"requestParameters\":{\"encryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"\(parameters)},\"eventID\":\"id-\(id)\",\"resources\":[{\"ARN\":\"arn:aws:kms:eu-west-1:111122223333:key/key-1\"}],\"recipientAccountId\":\"444455556666\"}"
    }
  }

  /// The facts of records that lie in one file each, read by that many workers.
  func facts(_ calls: [Call], jobs: Int = 1, keys: Set<String> = ["key-1"]) throws -> UsageFacts {
    let folder = try TemporaryFolder()
    for (number, call) in calls.enumerated() {
      try writeFile(Array(call.record.utf8), to: folder.file("\(number).json"))
    }
    let request = ScanRequest(
      input: InputSelection(paths: [folder.path]),
      jobs: jobs,
      store: .memory
    )
    return try Scan(request).run(progress: ScanProgress(), .knowing(keys))
  }

  func contexts(_ facts: UsageFacts) -> [String] {
    facts.access.map {
      facts.accessTexts[Int($0.context)] + ($0.contextIsCommon ? " in common" : "")
    }
  }

  func trait(_ trait: CallTrait, _ facts: UsageFacts) throws -> String? {
    let number = try #require(facts.calls.first).traits[trait.rawValue]
    return number == CallFact.differs ? nil : facts.accessTexts[Int(number)]
  }

  @Test func `few contexts are told apart`() throws {
    let facts = try facts([
      Call(id: 1), Call(id: 2, context: "{\"tenant\":\"red\"}"), Call(id: 3),
      Call(id: 4, context: nil),
    ])
    #expect(contexts(facts) == ["", "{\"tenant\":\"blue\"}", "{\"tenant\":\"red\"}"])
    #expect(facts.access.map { $0.seconds.packed.count / 2 } == [1, 2, 1])
  }

  @Test func `each context has the smallest event id of its own as the example`() throws {
    let facts = try facts([
      Call(id: 3), Call(id: 2, context: "{\"tenant\":\"red\"}"), Call(id: 1),
      Call(id: 5, context: "{\"tenant\":\"red\"}"),
    ])
    #expect(facts.access.map { $0.example?.id } == ["id-1", "id-2"])
    #expect(facts.access.map { $0.example?.second } == [11, 12])
  }

  @Test func `of many contexts what they have in common is kept`() throws {
    let calls = (0..<9).map {
      Call(id: $0, context: "{\"object\":\"\($0)\",\"tenant\":\"bl\\u0075e\",\"n\":\"\"}")
    }
    #expect(contexts(try facts(Array(calls.prefix(4)))).count == 4)
    #expect(contexts(try facts(calls)) == ["{\"n\":\"\",\"tenant\":\"bl\\u0075e\"} in common"])
  }

  @Test func `contexts with nothing in common leave nothing`() throws {
    let calls = (0..<12).map { Call(id: $0, context: "{\"object\":\"\($0)\"}") }
    #expect(contexts(try facts(calls)) == [" in common"])
  }

  @Test func `a context that is too long is not kept`() throws {
    let long = String(repeating: "x", count: 2000)
    let facts = try facts([
      Call(id: 1), Call(id: 2, context: "{\"tenant\":\"blue\",\"long\":\"\(long)\"}"),
    ])
    #expect(contexts(facts) == ["{\"tenant\":\"blue\"} in common"])
  }

  @Test func `a trait is known while all requests share it`() throws {
    let same = try facts([Call(id: 1), Call(id: 2)])
    #expect(try trait(.session, same) == "arn:aws:sts::444455556666:assumed-role/Reader/job-1")
    #expect(try trait(.userID, same) == "AROA1:job-1")
    #expect(try trait(.multiFactor, same) == "false")
    #expect(try trait(.vpcEndpoint, same) == "")
    let other = try facts([Call(id: 1), Call(id: 2, session: "job-2")])
    #expect(try trait(.session, other) == nil)
    #expect(try trait(.userID, other) == nil)
    #expect(try trait(.uniqueID, other) == "AROA1")
    #expect(try trait(.sourceIP, other) == "10.0.0.1")
    #expect(try trait(.encryptionAlgorithm, other) == "SYMMETRIC_DEFAULT")
  }

  @Test func `of keys without a grant or a policy nothing more is kept`() throws {
    let facts = try facts([Call(id: 1), Call(id: 2)], keys: ["key-2"])
    #expect(contexts(facts) == [" in common"])
    #expect(facts.calls.isEmpty && facts.accessTexts == [""])
  }

  @Test func `use of the own account's keys is not detailed`() throws {
    let own = Call(id: 1).record.replacing("key:111122223333", with: "")
      .replacing("kms:eu-west-1:111122223333", with: "kms:eu-west-1:444455556666")
    let folder = try TemporaryFolder()
    try writeFile(Array(own.utf8), to: folder.file("own.json"))
    let request = ScanRequest(input: InputSelection(paths: [folder.path]), jobs: 1, store: .memory)
    let facts = try Scan(request).run(progress: ScanProgress(), .knowing(["key-1"]))
    #expect(facts.usage.count == 1)
    #expect(facts.access.isEmpty && facts.calls.isEmpty && facts.accessTexts == [""])
  }

  /// The service's copy lies in its own account, so that the owner's is the only one.
  @Test func `a service's request is detailed beside the logs of the account it is for`() throws {
    let identity = try #require(Call(id: 1).record.firstMatch(of: /{"type":.*?}}}/)).output
    let service =
      "{\"type\":\"AWSService\",\"invokedBy\":\"fsx.amazonaws.com\",\"inScopeOf\":{\"sourceArn\":\"arn:aws:fsx:eu-west-1:444455556666:file-system/fs-1\",\"sourceAccount\":\"444455556666\"}}"
    let record = Call(id: 1).record.replacing(identity, with: service)
      .replacing(
        "\"recipientAccountId\":\"444455556666\"",
        with: "\"recipientAccountId\":\"111122223333\""
      )
    let folder = try TemporaryFolder()
    for (account, text) in [("111122223333", record), ("444455556666", Call(id: 2).record)] {
      let place = folder.file("AWSLogs/\(account)/CloudTrail/eu-west-1/2026/11/22")
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      try writeFile(Array(text.utf8), to: "\(place)/log.json")
    }
    let request = ScanRequest(input: InputSelection(paths: [folder.path]), jobs: 1, store: .memory)
    let facts = try Scan(request).run(progress: ScanProgress(), .knowing(["key-1"]))
    #expect(facts.usage.map(\.use.attribution) == [.identity, .scope])
    let sources = facts.calls.map { $0.traits[CallTrait.sourceARN.rawValue] }
    #expect(
      sources.map { facts.accessTexts[Int($0)] }
        == ["", "arn:aws:fsx:eu-west-1:444455556666:file-system/fs-1"]
    )
  }

  @Test(arguments: 1...12)
  func `any order and any number of workers give the same details`(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let many = 3 + Int(seed) * 2
    let calls = (0..<60).map { id in
      let object = Int(random.next() % UInt64(many))
      return Call(
        id: id,
        context: object == 0 ? nil : "{\"tenant\":\"blue\",\"object\":\"\(object)\"}",
        session: "job-\(random.next() % 2)",
        sourceIP: seed % 2 == 0 ? "10.0.0.1" : "10.0.0.\(random.next() % 9)"
      )
    }
    let expected = try facts(calls)
    let found = try facts(calls.shuffled(using: &random), jobs: 3)
    #expect(found.accessTexts == expected.accessTexts, "seed \(seed)")
    #expect(found.calls == expected.calls, "seed \(seed)")
    #expect(contexts(found) == contexts(expected), "seed \(seed)")
    #expect(found.access == expected.access, "seed \(seed)")
    let examples = expected.access.compactMap(\.example)
    #expect(examples.count == expected.access.count, "seed \(seed)")
  }
}
