import JSONScan
import KMSAccess
import KMSModel
import TestSupport
import Testing

@Suite struct Explanations {
  static let events = [
    #"["CreateKey","00:00"]"#,
    #"["CreateGrant","00:30",{"grant":"other","requestParameters":{"granteePrincipal":"777788889999"}}]"#,
    #"["CreateGrant","00:40",{"grant":"open","requestParameters":{"constraints":{"encryptionContextSubset":{"app":"shop","x":"1"}}}}]"#,
    #"["CreateGrant","00:50",{"grant":"over"}]"#, #"["RevokeGrant","01:00",{"grant":"over"}]"#,
    #"["PutKeyPolicy","01:00",{"requestParameters":{"policy":{"Statement":[{"Sid":"Write","Effect":"Allow","Principal":"*","Action":"kms:Encrypt","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Bool":{"aws:ViaAWSService":"true"}}}]}}}]"#,
    #"["DisableKey","01:10"]"#,
  ]

  static func explanation(_ context: EncryptionContext, at time: String = "02:00") throws
    -> AccessExplanation
  {
    var request = AccessRequest.usual
    request.detail.encryptionContext = context
    let events = try events.map { try KeyEvent(fixture: JSONValue(parsing: $0), number: 0) }
    return AccessHistory(events: events).cover(for: request)
      .explanation(at: try Timestamp(fixture: time), denied: false)
  }

  @Test func `every candidate stands with what it comes to`() throws {
    let explanation = try Self.explanation(.atLeast(["app": "shop"]))
    let policy = "the key policy set 2026-03-01T01:00:00Z"
    #expect(explanation.decision.basis == "grant open: which encryption context")
    #expect(
      explanation.candidates.map { "\($0.kind) \($0.name)" } == [
        "grant grant open", "grant grant over", "allow statement Write of \(policy)",
        "deny statement #2 of \(policy)",
      ]
    )
    #expect(
      explanation.candidates.map(\.result) == [
        .unknown(["grant open: which encryption context"]), .fails("ended 2026-03-01T01:00:00Z"),
        .fails("action"), .unknown(["condition key aws:ViaAWSService is not in the log"]),
      ]
    )
    #expect(explanation.missing == ["grant open: which encryption context"])
  }

  @Test func `it shows what was in force`() throws {
    let explanation = try Self.explanation(.absent)
    #expect(explanation.grantsInForce.map(\.id) == ["other", "open"])
    #expect(explanation.policies.map(\.origin.text) == ["the key policy set 2026-03-01T01:00:00Z"])
    #expect(
      explanation.policies.map(\.source) == [.event(name: "PutKeyPolicy", id: "PutKeyPolicy-g1-0")]
    )
    #expect(explanation.keyState?.state == "Disabled")
    #expect(explanation.missing == [])
    let earlier = try Self.explanation(.absent, at: "01:04")
    #expect(earlier.policies.map(\.isReplaced) == [false, true])
    #expect(earlier.keyState == nil)
  }

  @Test func `the smallest permission asks for the context that was seen`() throws {
    let whole = try Self.explanation(.known(["b": "2", "a": "1"]))
    #expect(whole.smallestGrant?.grantee == "arn:aws:iam::444455556666:role/apps/Reader")
    #expect(whole.smallestGrant?.operations == ["Decrypt"])
    #expect(whole.smallestGrant?.encryptionContext == .known(["a": "1", "b": "2"]))
    #expect(
      whole.smallestStatement?.json.compactText
        == #"{"Action":"kms:Decrypt","Condition":{"StringEquals":{"kms:EncryptionContext:a":"1","kms:EncryptionContext:b":"2"}},"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/apps/Reader"},"Resource":"*"}"#
    )
    #expect(try Self.explanation(.unknown).smallestGrant?.encryptionContext == nil)
  }

  /// What they would have covered, had they been there.
  @Test(arguments: [["a": "1"], [:]])
  func `the smallest permissions cover the request`(context: [String: String]) throws {
    var request = AccessRequest.usual
    request.detail.encryptionContext = .known(context)
    let time = try Timestamp(fixture: "02:00")
    let cover = AccessHistory(events: []).cover(for: request)
    let explanation = cover.explanation(at: time, denied: false)
    let statement = try #require(explanation.smallestStatement)
    let policy = JSONValue.object([JSONMember(name: "Statement", value: statement.json)])
    let export = AccessExport(
      source: "p",
      time: time,
      content: .keyPolicy(keyARN: request.keyARN, name: .default, text: policy.compactText)
    )
    let decision = AccessHistory(events: [], exports: [export]).cover(for: request)
      .decision(at: time, denied: false)
    #expect(decision.basis == "statement #1 of the key policy exported \(time)")
  }

  /// The grant as its event would have told it, ten minutes before.
  private static func creation(_ grant: SmallestGrant, _ key: String, _ time: Timestamp) throws
    -> KeyEvent
  {
    let context = grant.encryptionContext.map { context in
      let pairs = context.pairs.map { JSONMember(name: $0.key, value: .string($0.value)) }
      let name = context.isWhole ? "encryptionContextEquals" : "encryptionContextSubset"
      return JSONValue.object([JSONMember(name: name, value: .object(pairs))])
    }
    let operations = JSONValue.array(grant.operations.map(JSONValue.string)).compactText
    return try KeyEvent(
      eventID: "smallest",
      time: Timestamp(time.rawValue - 600),
      eventName: "CreateGrant",
      record: """
        {"resources":[{"ARN":"\(key)"}],"responseElements":{"grantId":"smallest"},
         "requestParameters":{"granteePrincipal":"\(grant.grantee)","operations":\(operations),
          "constraints":\(context?.compactText ?? "null")}}
        """
    )
  }

  @Test func `the smallest grant covers every request of the cases for which there is one`() throws
  {
    var asked: Set<String> = []
    for one in try Decisions.tables.map(\.0).flatMap(AccessCase.all) where !one.denied {
      let explanation = one.history.cover(for: one.request).explanation(at: one.time, denied: false)
      let isRefused = explanation.candidates.contains { $0.kind == .deny && $0.result == .applies }
      guard let grant = explanation.smallestGrant, !isRefused,
        !one.history.isManagedByAWS(one.request.keyARN)
      else { continue }
      var other = one
      // A list that lacks it would say that it has ended.
      other.exports.removeAll { if case .grants = $0.content { true } else { false } }
      other.events.append(try Self.creation(grant, one.request.keyARN, one.time))
      #expect(other.decision.text == "grant", "\(one.name): \(other.decision.basis)")
      asked.insert(one.request.operation)
    }
    #expect(asked.contains("CreateGrant") && asked.count > 5, "\(asked)")
  }

  @Test func `the smallest grant for a new grant holds what is passed on`() throws {
    var request = AccessRequest.usual
    request.operation = "CreateGrant"
    func smallest(_ request: AccessRequest) throws -> SmallestGrant? {
      AccessHistory(events: []).cover(for: request)
        .explanation(at: try Timestamp(fixture: "02:00"), denied: false).smallestGrant
    }
    #expect(try smallest(request) == nil, "it is not known what is passed on")
    request.detail[.grantOperations] = .known(["Encrypt", "Decrypt"])
    request.detail.newGrantConstraints = .known(#"{"encryptionContextSubset":{"a":"1"}}"#)
    #expect(try smallest(request)?.operations == ["CreateGrant", "Decrypt", "Encrypt"])
    #expect(try smallest(request)?.encryptionContext == .atLeast(["a": "1"]))
    request.operation = "Unheard"
    #expect(try smallest(request) == nil)
  }

  @Test func `a cover that is constant decides the same at every moment`() throws {
    var constant = 0
    for file in Decisions.tables.map(\.0) {
      for one in try AccessCase.all(file) {
        let cover = one.history.cover(for: one.request)
        guard cover.isConstant else { continue }
        constant += 1
        let decisions = (0..<96).map {
          cover.decision(at: Timestamp(World.begin + $0 * 3571), denied: false)
        }
        #expect(Set(decisions).count == 1, "\(one.name)")
      }
    }
    #expect(constant > 10)
  }
}
