import AuditEngine
import AuditFindings
import AuditReports
import CloudTrail
import KMSModel
import TestSupport
import Testing

/// Requests on which the decision is not made by their own encryption context are counted.
@Suite struct `What is not judged singly` {
  private typealias Call = `Details of cross-account use`.Call

  private static let grants = """
    {"Grants":[{"KeyId":"arn:aws:kms:eu-west-1:111122223333:key/key-1","GrantId":"g1","Name":"",\
    "CreationDate":"2026-10-01T00:00:00Z",\
    "GranteePrincipal":"arn:aws:iam::444455556666:role/apps/Reader",\
    "IssuingAccount":"arn:aws:iam::111122223333:root","Operations":["Decrypt"],\
    "Constraints":{"EncryptionContextSubset":{"tenant":"blue"}}}],"Truncated":false}
    """

  private let folder: TemporaryFolder
  private var store: String { folder.file("store.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  private func scan(_ records: [String]) throws -> AuditReport {
    try writeFile(Array(records.joined(separator: "\n").utf8), to: folder.file("log.json"))
    let request = ScanRequest(
      input: InputSelection(paths: [folder.file("log.json")]),
      jobs: 1,
      store: .file(store)
    )
    return try Audit.scan(request, progress: ScanProgress())
  }

  private func importGrants() throws {
    try writeFile(Array(Self.grants.utf8), to: folder.file("list-grants.json"))
    let time = Timestamp("2026-11-22T12:00:00Z")
    _ = try Audit.importExports([folder.file("list-grants.json")], asOf: time, store: store)
  }

  private func explained() throws -> ExplainAnswer {
    let query = RequestQuery(
      key: "key-1",
      principal: "arn:aws:iam::444455556666:role/apps/Reader",
      operation: "Decrypt"
    )
    return try Audit.explain(
      .request(query),
      store: store,
      configuration: AuditConfiguration()
    )
  }

  private func page(_ report: AuditReport) -> String {
    String(decoding: ReportFile.all(report).first?.bytes ?? [], as: UTF8.self)
  }

  private func records(_ contexts: [String]) -> [String] {
    contexts.enumerated().map { Call(id: $0, context: $1).record }
  }

  private static func contexts(_ count: Int) -> [String] {
    (0..<count).map { "{\"n\":\"\($0)\",\"tenant\":\"\($0 == 0 ? "red" : "blue")\"}" }
  }

  @Test func `contexts that are told apart are judged singly`() throws {
    try importGrants()
    let report = try scan(records(Self.contexts(4)))
    #expect(report.facts.notJudgedSingly == NotJudgedSingly())
    #expect(report.facts.crossAccount.map(\.requests).sorted() == [1, 3])
    #expect(!page(report).contains("Not judged each"))
  }

  @Test func `contexts that are too many are counted, but not of what KMS refused`() throws {
    try importGrants()
    let refused = Call(id: 9, context: "{\"tenant\":\"green\"}").record
      .replacing("\"eventID\"", with: "\"errorCode\":\"AccessDenied\",\"eventID\"")
    let report = try scan(records(Self.contexts(6)) + [refused])
    #expect(report.facts.notJudgedSingly.inCommon == 6)
    #expect(report.facts.notJudgedSingly.withoutDetails == 0)
    #expect(page(report).contains("were too many or too long: 6 requests."))
  }

  @Test func `an export that comes after the logs were read asks for them again`() throws {
    let records = records(Self.contexts(6))
    let first = try scan(records)
    #expect(first.facts.notJudgedSingly == NotJudgedSingly())
    #expect(try explained().uses.map(\.details) == [.notAsked])
    try importGrants()
    let later = try Audit.report(store: store, configuration: AuditConfiguration(), jobs: 1)
    #expect(later.facts.notJudgedSingly.withoutDetails == 6)
    #expect(page(later).contains("are kept: 6 requests. A scan of the logs now keeps them."))
    let told = try explained()
    #expect(told.uses.map(\.details) == [.importedSince])
    #expect(String(decoding: told.bytes(.text), as: UTF8.self).contains("scan the logs again"))
    let again = try scan(records)
    #expect(again.facts.notJudgedSingly.withoutDetails == 0)
    #expect(again.facts.notJudgedSingly.inCommon == 6)
    #expect(try explained().uses.map(\.details) == [.kept])
  }
}
