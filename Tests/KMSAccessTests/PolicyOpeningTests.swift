import JSONScan
import KMSAccess
import Testing

@Suite struct `Whom a key policy lets in without a condition` {
  static let key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  static let role = "arn:aws:iam::444455556666:role/r"

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let statement: String
    var everyone: [String] = []
    var principals: [String] = []
  }

  private static func of(_ principal: String, _ more: String = #""Action":"kms:*","Resource":"*""#)
    -> String
  {
    #"{"Sid":"S","Effect":"Allow",\#(principal),\#(more)}"#
  }

  private static let everyone = #""Principal":"*""#

  static let cases = [
    Case(testDescription: "everyone", statement: of(everyone), everyone: ["S"]),
    Case(
      testDescription: "all but some",
      statement: of(#""NotPrincipal":{"AWS":"444455556666"}"#),
      everyone: ["S"]
    ),
    Case(
      testDescription: "accounts and principals, each once, the owner's left out",
      statement: of(
        #""Principal":{"AWS":["arn:aws:iam::444455556666:root","444455556666","111122223333","\#(role)","arn:aws:iam::111122223333:role/r","AROAEXAMPLEEXAMPLE"]}"#
      ),
      principals: ["444455556666", role].sorted()
    ),
    Case(
      testDescription: "services",
      statement: of(#""Principal":{"Service":"s3.amazonaws.com"}"#)
    ),
    Case(
      testDescription: "under a condition",
      statement: of(
        everyone,
        #""Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#
      )
    ),
    Case(
      testDescription: "what works in the key's own account only",
      statement: of(everyone, #""Action":["kms:PutKeyPolicy","kms:Disable*"],"Resource":"*""#)
    ),
    Case(
      testDescription: "half of a ReEncrypt",
      statement: of(everyone, #""Action":"kms:reencryptto","Resource":"*""#),
      everyone: ["S"]
    ),
    Case(
      testDescription: "another key",
      statement: of(
        everyone,
        #""Action":"kms:*","Resource":"arn:aws:kms:eu-west-1:111122223333:key/0""#
      )
    ),
    Case(
      testDescription: "a Deny",
      statement: #"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}"#
    ),
  ]

  @Test(arguments: cases)
  func `a statement opens the key to whom it names`(one: Case) throws {
    let policy = try KeyPolicy(parsing: #"{"Version":"2012-10-17","Statement":[\#(one.statement)]}"#)
    let opening = policy.opening(of: Self.key)
    #expect(opening.toEveryone == one.everyone)
    #expect(opening.toPrincipals == one.principals)
    #expect(!opening.mayBeLimited)
  }

  @Test func `a Deny under a condition may limit it`() throws {
    let deny =
      #"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}}"#
    let text = #"{"Version":"2012-10-17","Statement":[\#(Self.of(Self.everyone)),\#(deny)]}"#
    let opening = try KeyPolicy(parsing: text).opening(of: Self.key)
    #expect(opening.toEveryone == ["S"] && opening.mayBeLimited)
  }
}
