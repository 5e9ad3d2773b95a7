import KMSUsage
import TestSupport
import Testing

/// Records of rare forms, each scanned alone.
@Suite struct RecordReadingTests {
  private func facts(
    _ eventName: String,
    identity: String,
    parameters: String
  ) throws -> UsageFacts {
    let folder = try TemporaryFolder()
    let record =
      "{\"eventVersion\":\"1.11\",\"userIdentity\":{\(identity)},\"eventTime\":\"2026-11-22T00:00:10Z\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"\(eventName)\",\"awsRegion\":\"eu-west-1\",\"requestParameters\":{\(parameters)},\"eventID\":\"id-1\",\"recipientAccountId\":\"444455556666\"}"
    try writeFile(Array("{\"Records\":[\(record)]}".utf8), to: folder.file("log.json"))
    return try .scanned([folder.path])
  }

  @Test func `a service's ReEncrypt belongs to whom the destination's context names`() throws {
    func context(_ account: String) -> String {
      "{\"aws:workmail:arn\":\"arn:aws:workmail:eu-west-1:\(account):organization/m-1\"}"
    }
    let facts = try facts(
      "ReEncrypt",
      identity: "\"type\":\"AWSService\",\"invokedBy\":\"workmail.eu-west-1.amazonaws.com\"",
      parameters:
        "\"destinationEncryptionContext\":\(context("111122223333")),\"sourceEncryptionContext\":\(context("777788889999"))"
    )
    #expect(facts.foundUses.map(\.consumer) == ["111122223333", "111122223333"])
    #expect(facts.foundUses.map(\.rule) == ["context", "context"])
  }

  @Test(arguments: [
    ("alias/orders", "alias not known"),
    ("arn:aws:kms:eu-west-1:111122223333:alias/orders", "alias not known"),
    ("arn:aws:kms:eu-west-1:payments:key/1", "no key in the record"),
    ("arn:aws:s3:::orders", "no key in the record"),
  ])
  func `a name that is no key's says why it tells none`(_ name: String, _ reason: String) throws {
    let facts = try facts(
      "Encrypt",
      identity: "\"type\":\"Root\",\"accountId\":\"111122223333\"",
      parameters: "\"keyId\":\"\(name)\""
    )
    #expect(facts.foundUses.map(\.key) == ["unresolved: \(reason)"])
  }

  @Test(arguments: [
    ("246478207311", "", "redshift.amazonaws.com"),
    ("859597730677", "", "cloudtrail.amazonaws.com"),
    ("859597730677", "internal.amazonaws.com", "cloudtrail.amazonaws.com"),
    ("859597730677", "AWS Internal", "cloudtrail.amazonaws.com"),
    ("859597730677", "s3.amazonaws.com", "s3.amazonaws.com"),
  ])
  func `a caller from a service's own account is that service`(
    _ account: String,
    _ invokedBy: String,
    _ service: String
  ) throws {
    let facts = try facts(
      "Decrypt",
      identity:
        "\"type\":\"IAMUser\",\"accountId\":\"\(account)\",\"invokedBy\":\"\(invokedBy)\"",
      parameters: ""
    )
    #expect(facts.foundUses.map(\.rule) == ["aws-service"])
    #expect(facts.usage.map { facts.word($0.use.service) } == [service])
  }

  private static let session =
    #""type":"AssumedRole","principalId":"AROA1:s","arn":"arn:aws:sts::111122223333:assumed-role/R/s","accountId":"111122223333","accessKeyId":"ASIA1","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA1","arn":"arn:aws:iam::111122223333:role/path/R","accountId":"111122223333","userName":"R"},"attributes":{"creationDate":"2026-11-22T00:00:00Z","mfaAuthenticated":"false"}}"#

  @Test(arguments: [
    "", #","invokedBy":"s3.amazonaws.com""#, #","invokedBy":null"#, #","invokedBy":"""#,
    #","inScopeOf":{"sourceAccount":"777788889999"}"#,
    #","invokedBy":"s3.amazonaws.com","onBehalfOf":{"userId":"u"}"#,
  ])
  func `a session is the same whether its identity is written as usual or not`(
    _ rest: String
  ) throws {
    let usual = Self.session + rest
    let forms = [
      usual, " " + usual, usual.replacing(",\"userName\":\"R\"", with: ""),
      usual.replacing("\"attributes\":{", with: "\"ec2RoleDelivery\":\"1.0\",\"attributes\":{"),
    ]
    for form in forms {
      let facts = try facts("Decrypt", identity: form, parameters: "")
      let use = try #require(facts.usage.first?.use)
      #expect(facts.foundUses.map(\.rule) == ["identity"])
      #expect(facts.word(use.principal) == "arn:aws:iam::111122223333:role/path/R")
      #expect(facts.word(use.service) == (rest.contains("s3") ? "s3.amazonaws.com" : ""))
    }
  }

  private static let call =
    #"{"eventVersion":"1.11","userIdentity":{"type":"Root","accountId":"111122223333"},"eventTime":"2026-11-22T00:00:10Z","eventSource":"kms.amazonaws.com","eventName":"Decrypt","awsRegion":"eu-west-1","sourceIPAddress":"10.0.0.1","userAgent":"\"[{","requestParameters":{"encryptionContext":{"keyId":"]}"},"keyId":"k-1"},"responseElements":null,"requestID":"r-1","eventID":"e-1","readOnly":true,"resources":[{"ARN":"arn:aws:kms:eu-west-1:444455556666:key/k-2"}],"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"444455556666","sharedEventID":"s-1","eventCategory":"Management"}"#

  @Test(arguments: [
    ("", ""), (",\"requestID\"", ", \"requestID\""), ("\"readOnly\":true,", ""),
    ("\"responseElements\":null,", "\"responseElements\":{\"keyId\":null},"),
    ("\"eventType\":\"AwsApiCall\",\"managementEvent\":true", "\"eventType\":\"AwsApiCall\""),
    ("\"sourceIPAddress\":\"10.0.0.1\",", ""),
  ])
  func `a call is the same whether its members are written as usual or not`(
    _ usual: String,
    _ other: String
  ) throws {
    let folder = try TemporaryFolder()
    let record = usual.isEmpty ? Self.call : Self.call.replacing(usual, with: other)
    #expect(usual.isEmpty || record != Self.call)
    try writeFile(Array("{\"Records\":[\(record)]}".utf8), to: folder.file("log.json"))
    let facts = try UsageFacts.scanned([folder.path])
    #expect(facts.foundUses.map(\.key) == ["arn:aws:kms:eu-west-1:444455556666:key/k-2"])
    #expect(facts.foundUses.map(\.consumer) == ["111122223333"])
    #expect(facts.usage.map(\.exampleEventID) == ["e-1"])
    #expect(facts.coverage.map(\.account) == ["444455556666"])
  }

  @Test(arguments: [[1, 0, 2], [0, 2, 1], [2, 1, 0]])
  func `the example of a use is its smallest event id, and a record without one gives none`(
    _ order: [Int]
  ) throws {
    let folder = try TemporaryFolder()
    let ids = ["", "b-1", "b-0"]
    let records = order.map { place in
      """
      {"eventVersion":"1.11","userIdentity":{"type":"Root","accountId":"444455556666"},\
      "eventTime":"2026-11-22T00:00:1\(place)Z","eventSource":"kms.amazonaws.com",\
      "eventName":"ListKeys","awsRegion":"eu-west-1","eventID":"\(ids[place])"}
      """
    }
    let text = "{\"Records\":[\(records.joined(separator: ","))]}"
    try writeFile(Array(text.utf8), to: folder.file("log.json"))
    let facts = try UsageFacts.scanned([folder.path])
    #expect(facts.usage.map(\.exampleEventID) == ["b-0"])
    #expect(facts.usage.map(\.requests) == [3])
  }

  @Test(arguments: [
    ["1", "12", "1", "123456789012", "123456789013", "", ""],
    ["a name that is no account", "a name that is no accoun", "", "a name that is no account"],
  ])
  func `every record is counted in the hour and under the account and Region it names`(
    _ names: [String]
  ) throws {
    let folder = try TemporaryFolder()
    var expected: [String: Int] = [:]
    var records: [String] = []
    for (account, region, hour) in names.flatMap({ name in
      ["", name].flatMap { region in [0, 1, 1].map { (name, region, $0) } }
    }) {
      records.append(
        """
        {"eventVersion":"1.11","userIdentity":{"type":"AWSService"},\
        "eventTime":"2026-11-22T0\(hour):59:59Z","eventSource":"ec2.amazonaws.com",\
        "eventName":"RunInstances","awsRegion":"\(region)","recipientAccountId":"\(account)"}
        """
      )
      expected["\(account)/\(region)/\(hour)", default: 0] += 1
    }
    let text = "{\"Records\":[\(records.joined(separator: ","))]}"
    try writeFile(Array(text.utf8), to: folder.file("log.json"))
    let facts = try UsageFacts.scanned([folder.path])
    let found = facts.coverage.map { cell in
      ("\(cell.account)/\(cell.region)/\(cell.hour % 24)", cell.records)
    }
    #expect(Dictionary(found, uniquingKeysWith: +) == expected)
  }

  @Test func `names that differ in their bytes alone are two, whichever comes first`() throws {
    let names = ["u/e\u{301}", "u/\u{E9}"]
    for given in [names, names.reversed()] {
      let folder = try TemporaryFolder()
      let records = given.map { name in
        """
        {"eventVersion":"1.11","userIdentity":{"type":"IAMUser","accountId":"444455556666",\
        "arn":"arn:aws:iam::444455556666:\(name)"},"eventTime":"2026-11-22T00:00:10Z",\
        "eventSource":"kms.amazonaws.com","eventName":"ListKeys","awsRegion":"eu-west-1",\
        "eventID":"\(name.utf8.count)"}
        """
      }
      let text = "{\"Records\":[\(records.joined(separator: ","))]}"
      try writeFile(Array(text.utf8), to: folder.file("log.json"))
      let facts = try UsageFacts.scanned([folder.path])
      let principals = facts.usage.map { Array(facts.word($0.use.principal).utf8) }
      #expect(principals == names.map { Array("arn:aws:iam::444455556666:\($0)".utf8) })
    }
  }
}
