import AuditEngine
import AuditFindings
import AuditReports
import KMSAccess
import KMSModel
import TestSupport
import Testing

@Suite struct `An explanation` {
  private static let partner = "arn:aws:iam::777788889999:user/partner"

  @Test(arguments: ExplainFormat.allCases)
  func `is told in every format`(format: ExplainFormat) throws {
    let store = try AskedStore.small.get()
    let use = try store.explain(.event(id: "00000000-0000-4000-9000-000000000010"))
    try Golden.expect(use.bytes(format), "questions/explain-use.\(format.rawValue)")
    let event = try store.explain(.event(id: "00000000-0000-4000-9000-000000000003"))
    try Golden.expect(event.bytes(format), "questions/explain-event.\(format.rawValue)")
    // Of a moment without a request: each kind of the use's requests.
    let request = try store.explain(
      "1234abcd",
      Self.partner,
      "Decrypt",
      at: Timestamp("2026-11-22T06:00:01Z")
    )
    try Golden.expect(request.bytes(format), "questions/explain-request.\(format.rawValue)")
  }

  @Test func `names the decision of every row of the report`() throws {
    let store = try AskedStore.trail.get()
    let rows = store.report.facts.crossAccount
    #expect(rows.count > 50)
    for row in rows {
      for time in [row.firstSeen, row.lastSeen] {
        var query = RequestQuery(
          key: row.keyARN,
          principal: row.principal,
          operation: row.operation
        )
        query.service = row.service
        query.time = time
        let answer = try store.explain(.request(query))
        #expect(
          answer.decisions.contains([row.decision, row.basis]),
          "\(row.keyARN) \(row.principal) \(row.operation) at \(time): \(answer.decisions)"
        )
      }
    }
  }

  @Test func `of a row's example event has the row's decision and no other`() throws {
    let store = try AskedStore.trail.get()
    let rows = store.report.facts.crossAccount.filter { !$0.exampleEventID.isEmpty }
    #expect(rows.count > 200)
    for row in rows {
      let answer = try store.explain(.event(id: row.exampleEventID))
      #expect(answer.decisions.contains([row.decision, row.basis]), "\(row.exampleEventID)")
      // A ReEncrypt is two uses.
      #expect(answer.cases.count <= (row.operation.hasPrefix("ReEncrypt") ? 2 : 1))
    }
  }

  @Test func `of a grant by a grantee compares the constraints that its record tells`() throws {
    let store = try AskedStore.trail.get()
    let events = store.report.facts.crossAccount.filter {
      $0.operation == "CreateGrant" && $0.decision == "grant"
    }
    #expect(events.count == 2)
    for row in events {
      let answer = try store.explain(.event(id: row.exampleEventID))
      #expect(answer.decisions.map(\.first) == ["grant"])
    }
  }

  @Test func `without a time is of the last moment of the use`() throws {
    let store = try AskedStore.small.get()
    let answer = try store.explain("1234abcd", Self.partner, "Decrypt")
    #expect(
      answer.decisions
        == [["key-policy", "statement Partner of the key policy set 2026-11-22T08:00:00Z"]]
    )
    #expect(answer.cases.first?.seen?.requests == 1)
  }

  @Test func `of a request never made is of the last record of the key's account`() throws {
    let store = try AskedStore.small.get()
    let answer = try store.explain("1234abcd", Self.partner, "DescribeKey")
    #expect(answer.uses.isEmpty)
    #expect(answer.cases.map(\.explanation.time.description) == ["2026-11-22T09:00:00Z"])
    #expect(answer.decisions.map(\.first) == ["key-policy"])
    #expect(answer.cases.first?.seen == nil)
  }

  @Test func `asks with the context and the session that are given`() throws {
    let store = try AskedStore.small.get()
    var query = RequestQuery(
      key: "1234abcd",
      principal: "arn:aws:iam::444455556666:role/app/reader",
      operation: "Decrypt"
    )
    query.time = Timestamp("2026-11-22T06:00:00Z")
    query.session = "arn:aws:sts::444455556666:assumed-role/reader/three"
    query.context = ["tenant": "blue"]
    let blue = try store.explain(.request(query))
    #expect(blue.decisions.map(\.first) == ["grant"])
    #expect(
      blue.cases.first?.explanation.request.caller
        == .role(arn: query.principal, session: query.session)
    )
    query.context = ["tenant": "green"]
    #expect(try store.explain(.request(query)).decisions.map(\.first) == ["not-covered"])
  }

  @Test func `offers neither grant nor statement where a Deny stands against them`() throws {
    let store = try AskedStore.small.get()
    var query = RequestQuery(key: "1234abcd", principal: Self.partner, operation: "Decrypt")
    query.time = Timestamp("2026-11-22T10:00:00Z")
    query.context = ["tenant": "red"]
    let answer = try store.explain(.request(query))
    #expect(answer.cases.first?.obstacle?.hasPrefix("statement NoRed of ") == true)
    #expect(!String(decoding: answer.bytes(.text), as: UTF8.self).contains("create-grant"))
    query.context = ["tenant": "green"]
    let other = try store.explain(.request(query))
    #expect(String(decoding: other.bytes(.text), as: UTF8.self).contains("aws kms create-grant"))
  }

  @Test(arguments: [
    ("1234", "may be each of arn:aws:kms:eu-west-1:111122223333:key/1234abcd"),
    ("9", "knows no key"), ("arn:aws:kms:eu-west-1:111122223333:key/1234", "may be each of"),
    ("arn:aws:kms:eu-west-1:999999999999:key/none", "no record of account 999999999999"),
  ])
  func `needs one key`(key: String, reason: String) throws {
    let store = try AskedStore.small.get()
    let error = #expect(throws: AuditError.self) {
      try store.explain(key, Self.partner, "Decrypt")
    }
    guard case .notInStore(let text)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.contains(reason), "\(text)")
  }

  @Test(arguments: ["decrypt", "ReEncrypt", "Foo", ""])
  func `of an operation that KMS has not is none`(operation: String) throws {
    let store = try AskedStore.small.get()
    let error = #expect(throws: AuditError.self) {
      try store.explain("1234abcd", Self.partner, operation)
    }
    guard case .notInStore(let text)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.contains("is no operation of KMS"), "\(text)")
  }

  @Test(arguments: ["", "none", "00000000-0000-4000-9000-000000000008"])
  func `of an event that is not in the store says what is`(id: String) throws {
    let store = try AskedStore.small.get()
    #expect(throws: AuditError.self) { try store.explain(.event(id: id)) }
  }

  @Test func `of hostile texts moves no cursor`() throws {
    let store = try AskedStore.small.get()
    for number in ["02", "10", "11"] {
      let answer = try store.explain(.event(id: "00000000-0000-4000-9000-0000000000\(number)"))
      #expect(answer.bytes(.text).allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    }
  }
}
