import JSONScan
import KMSAccess
import Testing

@Suite struct `Hostile key policies` {
  static let tiny = #"{"Effect":"Allow","Principal":"*","Action":"a"}"#

  static func policy(_ statements: [String]) -> String {
    #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
  }

  static func conditional(_ operator: String, _ key: String, _ values: [String]) -> String {
    let list = values.map { #""\#($0)""# }.joined(separator: ",")
    return policy([
      #"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"\#(`operator`)":{"\#(key)":[\#(list)]}}}"#
    ])
  }

  @Test(arguments: [
    policy(Array(repeating: tiny, count: 100_000)),
    #"{"Id":"\#(String(repeating: "x", count: 1 << 20))","Statement":[]}"#,
  ])
  func `a document longer than KMS takes is refused`(text: String) {
    #expect(
      `Reading key policies`.error(text)?.description == "the document is longer than KMS takes"
    )
  }

  @Test(arguments: ["[", #"{"Statement":"#, #"{"Statement":[{"Condition":"#])
  func `deep nesting is refused`(opening: String) {
    let text = String(repeating: opening, count: 2000)
    guard case .notJSON(.tooDeep, _)? = `Reading key policies`.error(text)?.code else {
      Issue.record("not refused")
      return
    }
  }

  @Test func `as many statements as fit are judged at once`() throws {
    let count = 2_600
    let policy = try KeyPolicy(parsing: Self.policy(Array(repeating: Self.tiny, count: count)))
    var verdict: PolicyVerdict?
    let time = ContinuousClock().measure { verdict = policy.evaluate(.usual) }
    #expect(verdict?.statements == Array(repeating: .failed(.action), count: count))
    #expect(time < .seconds(1))
  }

  /// Each of these makes a matcher that goes back try out a number of ways that grows with the text
  /// to the power of its stars.
  @Test(arguments: [
    String(repeating: "a*", count: 2_000) + "b",
    String(repeating: "*", count: 60_000) + "b",
    String(repeating: "?*", count: 4_000) + "b",
    "*" + String(repeating: "a", count: 4_000) + "b",
    String(repeating: "*a?", count: 1_500) + "b",
  ])
  func `wildcards built to blow up matching take no time`(pattern: String) throws {
    let policy = try KeyPolicy(
      parsing: Self.conditional("StringLike", "kms:EncryptionContext:x", [pattern])
    )
    for (tail, isAllowed) in [("", false), ("b", true)] {
      var request = AccessRequest.usual
      request.detail.encryptionContext = .known(["x": String(repeating: "a", count: 4_000) + tail])
      var verdict: PolicyVerdict?
      let time = ContinuousClock().measure { verdict = policy.evaluate(request) }
      #expect(verdict?.outcome == (isAllowed ? .allowed(statement: 0) : .notAllowed))
      #expect(time < .seconds(5), "in a debug build")
    }
  }

  @Test func `a wildcard needs as many characters as it says`() throws {
    let pattern = String(repeating: "?", count: 130) + "*" + String(repeating: "?", count: 70)
    let policy = try KeyPolicy(
      parsing: Self.conditional("StringLike", "kms:EncryptionContext:x", [pattern])
    )
    for (count, outcome) in [
      (199, PolicyVerdict.Outcome.notAllowed), (200, .allowed(statement: 0)),
    ] {
      var request = AccessRequest.usual
      request.detail.encryptionContext = .known(["x": String(repeating: "é", count: count)])
      #expect(policy.evaluate(request).outcome == outcome)
    }
  }

  @Test func `many values against many are judged in time`() throws {
    let values = (0..<9_000).map { "v\($0)*x" }
    let policy = try KeyPolicy(
      parsing: Self.conditional("ForAnyValue:StringLike", "kms:EncryptionContextKeys", values)
    )
    var request = AccessRequest.usual
    let names = (0..<64).map { ("k\($0)", "") }
    request.detail.encryptionContext = .known(Dictionary(uniqueKeysWithValues: names))
    #expect(policy.evaluate(request).outcome == .notAllowed)
  }

  @Test(arguments: [
    ["x": String(repeating: "a", count: 20_000)],
    Dictionary(uniqueKeysWithValues: (0..<65).map { ("k\($0)", "") }),
  ])
  func `a request longer than KMS takes is not judged`(context: [String: String]) throws {
    let policy = try KeyPolicy(parsing: Self.policy([Self.tiny]))
    var request = AccessRequest.usual
    request.detail.encryptionContext = .known(context)
    #expect(
      policy.evaluate(request).outcome
        == .undetermined(missing: ["a request short enough for KMS"])
    )
  }

  @Test(arguments: [
    ("arn:aws:iam::444455556666:role/", "arn:aws:sts::444455556666:assumed-role"), ("", ""),
    (":::::", "::::::"),
    ("arn:aws:iam::444455556666:user/", "arn:aws:sts::444455556666:assumed-role//"),
  ])
  func `broken ARNs are compared without harm`(named: String, caller: String) throws {
    let text =
      #"{"Statement":{"Effect":"Allow","Principal":{"AWS":"\#(named)"},"Action":"*","Resource":"*"}}"#
    var request = AccessRequest.usual
    request.caller = .role(arn: caller, session: caller)
    let outcome = try KeyPolicy(parsing: text).evaluate(request).outcome
    #expect(outcome != .allowed(statement: 0))
  }

  @Test(arguments: ["${", "${}", "${*", "$", "${a, ", "${a, '", "${,}", "$${*}", "${${*}}"])
  func `broken variables are read without harm`(value: String) throws {
    let policy = try KeyPolicy(
      parsing: Self.conditional("StringEquals", "kms:EncryptionContext:x", [value])
    )
    var request = AccessRequest.usual
    request.detail.encryptionContext = .known(["x": "other"])
    #expect(policy.evaluate(request).outcome != .allowed(statement: 0))
  }
}
