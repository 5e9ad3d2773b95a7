import KMSAccess
import KMSModel
import Testing

@Suite struct Grants {
  static let key = "arn:aws:kms:eu-west-1:111122223333:key/k-1"
  static let create = """
    {"eventID":"c","eventTime":"2026-03-01T01:00:00Z","eventName":"CreateGrant",
     "recipientAccountId":"111122223333","userIdentity":{"accountId":"111122223333"},
     "requestParameters":{"keyId":"\(key)","name":"n","granteePrincipal":"arn:aws:iam::444455556666:role/R ",
      "retiringPrincipal":"arn:aws:iam::111122223333:root","operations":["Encrypt","Decrypt","Encrypt"],
      "constraints":{"sourceArn":"s","encryptionContextSubset":{"b":"2","a":"1"}}},
     "responseElements":{"grantId":"g"}}
    """

  static func retire(_ id: String, recipient: String, identity: String) -> String {
    """
    {"eventID":"\(id)","eventTime":"2026-03-01T02:00:00Z","eventName":"RetireGrant",
     "recipientAccountId":"\(recipient)","userIdentity":\(identity),"requestParameters":null,
     "resources":[{"ARN":"\(key)"}],"additionalEventData":{"grantId":"g"}}
    """
  }

  @Test func `a grant carries what its creation says`() throws {
    let grant = try #require(AccessHistory(events: [KeyEvent(Self.create)]).grants.first)
    #expect(grant.keyARN == Self.key)
    #expect(grant.id == "g")
    #expect(grant.name == "n")
    #expect(grant.grantee == "arn:aws:iam::444455556666:role/R")
    #expect(grant.retiringPrincipal == "arn:aws:iam::111122223333:root")
    #expect(grant.operations == ["Decrypt", "Encrypt"])
    #expect(grant.constraints == #"{"encryptionContextSubset":{"a":"1","b":"2"},"sourceArn":"s"}"#)
    #expect(grant.createdAt == Timestamp("2026-03-01T01:00:00Z"))
    #expect(grant.createEventID == "c")
    #expect(grant.endedAt == nil)
    #expect(grant.endedBy == "")
  }

  @Test func `of the two copies of an end the caller's own tells who did it`() throws {
    let caller = Self.retire(
      "z",
      recipient: "444455556666",
      identity: """
        {"type":"AssumedRole","accountId":"444455556666","principalId":"AROAR:s",
         "arn":"arn:aws:sts::444455556666:assumed-role/R/s",
         "sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::444455556666:role/path/R"}}}
        """
    )
    let owner = Self.retire(
      "a",
      recipient: "111122223333",
      identity: #"{"type":"AWSAccount","accountId":"444455556666","principalId":"AROAR:s"}"#
    )
    let events = try [owner, Self.create, caller].map { try KeyEvent($0) }
    let grants = AccessHistory(events: events).grants
    #expect(grants.count == 1)
    #expect(grants.first?.endedAt == Timestamp("2026-03-01T02:00:00Z"))
    #expect(grants.first?.endedBy == "RetireGrant arn:aws:iam::444455556666:role/path/R")
  }

  @Test(arguments: [
    (
      #"{"type":"AWSAccount","accountId":"444455556666","principalId":"AROAR:s"}"#,
      "RetireGrant AROAR"
    ),
    (
      #"{"type":"AWSService","invokedBy":"datazone.eu-west-1.amazonaws.com"}"#,
      "RetireGrant datazone.amazonaws.com"
    ),
    (
      #"{"type":"AssumedRole","arn":"arn:aws:sts::444455556666:assumed-role/R/s"}"#,
      "RetireGrant arn:aws:sts::444455556666:assumed-role/R"
    ),
    (#"{"type":"IdentityCenterUser","onBehalfOf":{"userId":"u"}}"#, "RetireGrant u"),
    (
      #"{"type":"Root","arn":"arn:aws:iam::444455556666:root"}"#,
      "RetireGrant arn:aws:iam::444455556666:root"
    ),
    ("{}", "RetireGrant"),
  ])
  func `a grant of which only the end is seen is known by it`(identity: String, endedBy: String)
    throws
  {
    let event = try KeyEvent(Self.retire("r", recipient: "444455556666", identity: identity))
    let grant = try #require(AccessHistory(events: [event]).grants.first)
    #expect(grant.createdAt == nil)
    #expect(grant.grantee == "")
    #expect(grant.endedBy == endedBy)
  }

  @Test func `an end without any key is kept under its reason`() throws {
    let text =
      #"{"eventID":"r","eventTime":"2026-03-01T02:00:00Z","eventName":"RetireGrant","additionalEventData":{"grantId":"g"}}"#
    #expect(
      try AccessHistory(events: [KeyEvent(text)]).grants.map(\.keyARN) == [
        "unresolved: no key in the record"
      ]
    )
  }
}
