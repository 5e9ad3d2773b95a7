import JSONScan
import KMSAccess
import Testing

@Suite struct `Reading key policies` {
  static let statement = #""Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*""#

  static func error(_ text: String) -> KeyPolicyError? {
    do throws(KeyPolicyError) {
      _ = try KeyPolicy(parsing: text)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("", "the document is not JSON: unexpected-end at byte 0"),
    ("{} {}", "the document is not JSON: trailing-bytes at byte 3"),
    (#"{"Statement":[]"#, "the document is not JSON: unexpected-end at byte 15"),
    ("[]", "the document has the wrong type"),
    (#""*""#, "the document has the wrong type"),
    ("{}", "Statement is missing"),
    (#"{"Statement":[],"Statement":[]}"#, "Statement is there twice"),
    (#"{"statement":[]}"#, "statement is not known"),
    (#"{"Version":"2020-01-01","Statement":[]}"#, "Version has an unknown value"),
    (#"{"Version":2012,"Statement":[]}"#, "Version has the wrong type"),
    (#"{"Statement":"all"}"#, "statement 1: Statement has the wrong type"),
    (#"{"Statement":[[]]}"#, "statement 1: Statement has the wrong type"),
  ])
  func `a document that is no key policy is refused`(text: String, description: String) {
    #expect(Self.error(text)?.description == description)
  }

  @Test(arguments: [
    ("Effect", nil, "Effect is missing"),
    ("Effect", #""Permit""#, "Effect has an unknown value"),
    ("Effect", "true", "Effect has the wrong type"),
    ("Principal", nil, "Principal is missing"),
    ("Principal", #""arn:aws:iam::111122223333:root""#, "Principal has an unknown value"),
    ("Principal", "[]", "Principal has the wrong type"),
    ("Principal", #"{"AWS":1}"#, "AWS has the wrong type"),
    ("Principal", #"{"AWS":"*","AWS":"*"}"#, "AWS is there twice"),
    ("Action", "null", "Action has the wrong type"),
    ("Action", "[1]", "Action has the wrong type"),
    ("Resource", "{}", "Resource has the wrong type"),
    ("NotAction", #""*""#, "Action is there, and its opposite too"),
    ("NotPrincipal", #""*""#, "Principal is there, and its opposite too"),
    ("NotResource", #""*""#, "Resource is there, and its opposite too"),
    ("Sid", "7", "Sid has the wrong type"),
    ("effect", #""Allow""#, "effect is not known"),
    ("Condition", "[]", "Condition has the wrong type"),
    ("Condition", #"{"Bool":true}"#, "Bool has the wrong type"),
    ("Condition", #"{"Bool":{"a:b":{}}}"#, "a:b has the wrong type"),
    ("Condition", #"{"Bool":{"a:b":[null]}}"#, "a:b has the wrong type"),
    ("Condition", #"{"Bool":{"a:b":"1","a:b":"2"}}"#, "a:b is there twice"),
    ("Condition", #"{"Bool":{},"Bool":{}}"#, "Bool is there twice"),
  ])
  func `an element that could mean two things or nothing is refused with its place`(
    element: String,
    value: String?,
    description: String
  ) throws {
    var members = try #require(JSONValue(parsing: "{\(Self.statement)}").object)
    members.removeAll { $0.name == element }
    var text = members.map { #""\#($0.name)":\#($0.value.compactText)"# }
    if let value { text.append(#""\#(element)":\#(value)"#) }
    let good = "{\(Self.statement)}"
    let error = Self.error(#"{"Statement":[\#(good),{\#(text.joined(separator: ","))}]}"#)
    #expect(error?.description == "statement 2: " + description)
  }

  @Test func `the same member written with an escape is there twice`() {
    let text = #"{"Statement":{\#(Self.statement),"Condition":{"Bool":{"a":"1","\u0061":"2"}}}}"#
    #expect(Self.error(text)?.code == .duplicateMember)
  }

  @Test(arguments: [
    (#""Principal":"*""#, Openness.everyone),
    (#""Principal":{"AWS":["111122223333","*"]}"#, .everyone),
    (#""NotPrincipal":{"AWS":"111122223333"}"#, .everyone),
    (
      #""Principal":{"AWS":["111122223333","arn:aws:iam::444455556666:root"]}"#,
      .accounts(["111122223333", "444455556666"])
    ),
    (
      #""Principal":{"AWS":["arn:aws:iam::444455556666:role/R","111122223333"]}"#,
      .accounts(["111122223333"])
    ),
    (#""Principal":{"AWS":"arn:aws:iam::444455556666:role/R"}"#, .limited),
    (#""Principal":{"Service":"s3.amazonaws.com"}"#, .limited),
    (#""Principal":"*","Condition":{"Bool":{"aws:ViaAWSService":"true"}}"#, .limited),
    (#""Principal":"*","Condition":{}"#, .everyone),
  ])
  func `a statement open to everyone or to whole accounts is recognised`(
    principal: String,
    openness: Openness
  ) throws {
    let text = #"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*",\#(principal)}}"#
    #expect(try KeyPolicy(parsing: text).statements.map(\.openness) == [openness])
  }

  @Test(arguments: [
    #""Effect":"Deny","Principal":"*","Action":"*","Resource":"*""#,
    #""Effect":"Allow","Principal":"*","Action":"*""#,
    #""Effect":"Allow","Principal":"*","Resource":"*""#,
  ])
  func `a statement that gives nothing is open to nobody`(statement: String) throws {
    let policy = try KeyPolicy(parsing: #"{"Statement":{\#(statement)}}"#)
    #expect(policy.statements.map(\.openness) == [.limited])
  }

  @Test func `what could make a Deny apply is told even when nothing allows`() throws {
    let text = """
      {"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*",
       "Condition":{"Bool":{"kms:Invented":"true"}}}]}
      """
    let verdict = try KeyPolicy(parsing: text).evaluate(.usual)
    #expect(verdict.outcome == .notAllowed)
    #expect(verdict.missingForDeny == ["condition key kms:Invented is not known"])
  }

  @Test func `the policy of a key that is created without one is that of KMS's own text`() throws {
    let event = try KeyEvent(fixture: JSONValue(parsing: #"["CreateKey","01:00"]"#), number: 0)
    let entries = AccessHistory(events: [event]).timeline(of: FixtureRecord.key).policyEntries
    let text = """
      {"Version":"2012-10-17","Id":"key-default-1","Statement":[{"Sid":"Enable IAM User Permissions",
       "Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*",
       "Resource":"*"}]}
      """
    #expect(entries.map(\.document) == [.policy(try KeyPolicy(parsing: text))])
  }
}
