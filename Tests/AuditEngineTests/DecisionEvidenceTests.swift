import AuditEngine
import AuditFindings
import AuditReports
import CloudTrail
import KMSModel
import TestSupport
import Testing

/// A grant ends between two Decrypts of another account's role.
@Suite struct `The evidence of a decision` {
  private static let key = "arn:aws:kms:eu-west-1:111122223333:key/key-1"

  private static func event(_ name: String, _ hour: Int, _ parameters: String = "null") -> String {
    "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"Root\",\"arn\":\"arn:aws:iam::111122223333:root\",\"accountId\":\"111122223333\"},\"eventTime\":\"2026-11-22T0\(hour):00:00Z\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"\(name)\",\"awsRegion\":\"eu-west-1\",\"requestParameters\":\(parameters),\"responseElements\":{\"grantId\":\"g1\"},\"eventID\":\"event-\(name)\",\"resources\":[{\"ARN\":\"\(key)\"}],\"recipientAccountId\":\"111122223333\"}"
  }

  private static func decrypt(_ id: String, _ hour: Int) -> String {
    `Details of cross-account use`.Call(id: 0).record
      .replacing("2026-11-22T00:00:10Z", with: "2026-11-22T0\(hour):00:00Z")
      .replacing("\"id-0\"", with: "\"\(id)\"")
  }

  /// The report of a grant with or without a constraint, by which details are kept or not.
  private func report(before: String, after: String, isDetailed: Bool) throws -> AuditReport {
    let constraints =
      isDetailed ? ",\"constraints\":{\"encryptionContextSubset\":{\"tenant\":\"blue\"}}" : ""
    let grant =
      "{\"granteePrincipal\":\"arn:aws:iam::444455556666:role/apps/Reader\",\"operations\":[\"Decrypt\"]\(constraints)}"
    let records = [
      Self.event("CreateKey", 1), Self.event("CreateGrant", 2, grant), Self.decrypt(before, 3),
      Self.event("RevokeGrant", 4, "{\"grantId\":\"g1\"}"), Self.decrypt(after, 5),
    ]
    let folder = try TemporaryFolder()
    try writeFile(Array(records.joined(separator: "\n").utf8), to: folder.file("log.json"))
    let request = ScanRequest(
      input: InputSelection(paths: [folder.path]),
      jobs: 1,
      store: .file(folder.file("store.sqlite"))
    )
    return try Audit.scan(request, progress: ScanProgress())
  }

  @Test(arguments: [false, true], ["a", "z"])
  func `is of a request that was so decided, or none is named`(isDetailed: Bool, before: String)
    throws
  {
    let report = try report(before: before, after: "m", isDetailed: isDetailed)
    let rows = report.facts.crossAccount
    #expect(rows.map(\.decision) == ["grant", "not-covered"])
    // The smallest id of the use is the example.
    #expect(rows.map(\.exampleEventID) == (before == "a" ? ["a", ""] : ["", "m"]))
    let ended = report.findings.filter { $0.rule.id == "use-after-grant-ended" }
    #expect(
      ended.map(\.evidence)
        == [before == "a" ? ["event-RevokeGrant"] : ["event-RevokeGrant", "m"]]
    )
    #expect(ended.map(\.firstSeen?.description) == ["2026-11-22T05:00:00Z"])
    let uncovered = report.findings.filter { $0.rule.id == "cross-account-not-covered" }
    #expect(uncovered.map(\.evidence) == [[before == "a" ? "cross-account.csv" : "m"]])
  }
}
