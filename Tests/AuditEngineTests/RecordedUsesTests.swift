import AuditEngine
import AuditFindings
import AuditReports
import AuditStore
import CloudTrail
import KMSModel
import TestSupport
import Testing

/// Grants that a grantee of another account makes: their events are kept whole.
@Suite struct `Grants made by a grantee` {
  private static let key = "arn:aws:kms:eu-west-1:111122223333:key/key-1"
  private static let blue = "\"constraints\":{\"encryptionContextSubset\":{\"tenant\":\"blue\"}}"
  private static let reader = "arn:aws:iam::444455556666:role/apps/Reader"

  private struct Event {
    var name = "CreateGrant"
    var id: String
    var time = "03:00:00"
    /// 444455556666 is another account's role, everybody else the owner.
    var account = "444455556666"
    var recipient: String?
    var parameters = ""
    var more = ""

    var record: String {
      let identity =
        account == "444455556666"
        ? "\"type\":\"AssumedRole\",\"principalId\":\"AROA1:job-1\",\"arn\":\"arn:aws:sts::444455556666:assumed-role/Reader/job-1\",\"sessionContext\":{\"sessionIssuer\":{\"arn\":\"\(reader)\",\"accountId\":\"444455556666\"}}"
        : "\"type\":\"Root\",\"arn\":\"arn:aws:iam::\(account):root\""
      return
        "{\"eventVersion\":\"1.11\",\"userIdentity\":{\(identity),\"accountId\":\"\(account)\"},\"eventTime\":\"2026-11-22T\(time)Z\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"\(name)\",\"awsRegion\":\"eu-west-1\",\"requestParameters\":{\"keyId\":\"\(key)\"\(parameters)},\"responseElements\":{\"grantId\":\"grant-\(id)\"},\"eventID\":\"\(id)\",\"resources\":[{\"ARN\":\"\(key)\"}],\"recipientAccountId\":\"\(recipient ?? account)\"\(more)}"
    }
  }

  private static func parameters(_ operations: String, _ constraints: String = blue) -> String {
    ",\"granteePrincipal\":\"\(reader)\",\"operations\":[\(operations)],\(constraints)"
  }

  /// The key, and a grant to the reader: to decrypt what is blue, and to pass that on.
  private static let beginning = [
    Event(name: "CreateKey", id: "key", time: "01:00:00", account: "111122223333"),
    Event(
      id: "parent",
      time: "02:00:00",
      account: "111122223333",
      parameters: parameters("\"CreateGrant\",\"Decrypt\"")
    ),
  ]
  private static let strict = parameters("\"Decrypt\"")
  private static let loose = parameters("\"Decrypt\"", "\"constraints\":null")
  private static let wide = parameters("\"Decrypt\",\"Encrypt\"")

  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func rows(_ events: [Event]) throws -> [CrossAccountRow] {
    let records = (Self.beginning + events).map(\.record)
    try writeFile(Array(records.joined(separator: "\n").utf8), to: folder.file("log.json"))
    let request = ScanRequest(
      input: InputSelection(paths: [folder.file("log.json")]),
      jobs: 1,
      store: .file(folder.file("store.sqlite"))
    )
    return try Audit.scan(request, progress: ScanProgress()).facts.crossAccount
  }

  private func explained(_ event: String) throws -> [[String]] {
    try Audit.explain(
      .event(id: event),
      store: folder.file("store.sqlite"),
      configuration: AuditConfiguration()
    ).decisions
  }

  @Test func `are judged one by one, those of one second too`() throws {
    let rows = try rows([
      Event(id: "c", parameters: Self.strict), Event(id: "a", parameters: Self.loose),
      Event(id: "b", parameters: Self.strict), Event(id: "d", parameters: Self.wide),
      Event(id: "e", time: "03:00:01", parameters: Self.strict),
    ])
    #expect(rows.map(\.operation) == ["CreateGrant", "CreateGrant", "CreateGrant"])
    #expect(rows.map(\.decision) == ["grant", "not-covered", "not-covered"])
    #expect(rows.map(\.requests) == [3, 1, 1])
    #expect(rows.map(\.exampleEventID) == ["b", "a", "d"])
    #expect(rows[0].basis == "grant grant-parent")
    #expect(rows[0].lastSeen.description == "2026-11-22T03:00:01Z")
    for row in rows {
      #expect(try explained(row.exampleEventID) == [[row.decision, row.basis]])
    }
  }

  @Test(arguments: ["a", "z"])
  func `are one request however many copies tell of it`(copy: String) throws {
    let shared = ",\"sharedEventID\":\"s\""
    let rows = try rows([
      Event(id: "m", parameters: Self.strict, more: shared),
      Event(id: copy, recipient: "111122223333", parameters: Self.strict, more: shared),
    ])
    #expect(rows.map(\.decision) == ["grant"])
    #expect(rows.map(\.requests) == [1])
    #expect(rows.map(\.exampleEventID) == ["m"])
  }

  /// The record that replaces another tells of the same request, and both are kept.
  @Test func `stay undecided where a second has more events than requests`() throws {
    let addendum =
      ",\"addendum\":{\"reason\":\"UPDATED_DATA\",\"originalEventID\":\"a\"}"
    let rows = try rows([
      Event(id: "a", parameters: Self.loose),
      Event(id: "b", parameters: Self.strict, more: addendum),
    ])
    #expect(rows.map(\.decision) == ["undetermined"])
    #expect(rows.map(\.requests) == [1])
    #expect(rows[0].basis == "grant grant-parent: which constraints the new grant has")
  }
}
