import AuditEngine
import AuditReports
import CloudTrail
import KMSUsage
import TestSupport
import Testing
import TrailGenerator

/// A cut never changes what stood before it.
@Suite struct CutFileTests {
  private func record(_ number: Int) -> String {
    "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"Root\",\"accountId\":\"111122223333\",\"arn\":\"arn:aws:iam::111122223333:root\"},\"eventTime\":\"2026-11-22T00:00:\(number + 10)Z\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"GenerateRandom\",\"awsRegion\":\"eu-west-1\",\"requestParameters\":{\"note\":\"}],{\\\"\(String(repeating: "x", count: number * 7))\"},\"eventID\":\"id-\(number)\",\"recipientAccountId\":\"111122223333\"}"
  }

  private func counters(_ bytes: [UInt8]) throws -> RunCounters {
    let folder = try TemporaryFolder()
    try writeFile(bytes, to: folder.file("log.json.gz"))
    let request = ScanRequest(
      input: InputSelection(paths: [folder.path]),
      jobs: 1,
      store: .memory
    )
    return try Scan(request).run(progress: ScanProgress()).counters
  }

  @Test func `the records before a cut count, and the file is incomplete`() throws {
    let records = (0..<8).map(record)
    let text = Array("{\"Records\":[\(records.joined(separator: ","))]}".utf8)
    var ends: [Int] = []
    var place = 12
    for record in records {
      place += record.utf8.count
      ends.append(place)
      place += 1
    }
    for cut in stride(from: 13, to: text.count - 1, by: 37) {
      let found = try counters(Array(text[..<cut]))
      #expect(found.requests == ends.filter { $0 <= cut }.count, "cut at \(cut)")
      #expect(found.filesIncomplete == 1, "cut at \(cut)")
      #expect(found.malformed == 0, "cut at \(cut)")
    }
  }

  @Test(arguments: [1, 7, 9, 60, 200])
  func `a compressed file may end anywhere`(_ missing: Int) throws {
    let text = "{\"Records\":[\((0..<40).map(record).joined(separator: ","))]}"
    let packed = GzipWriter.member(Array(text.utf8))
    let found = try counters(Array(packed.dropLast(missing)))
    #expect(found.filesIncomplete == 1)
    #expect(found.requests <= 40)
    #expect(found.requests == found.records)
  }

  @Test(arguments: [
    ("{\"eventVersion\":\"1.11\",\"x\":{\"a\":1}", "lost its end"),
    ("{\"eventVersion\":\"1.11\",\"x\":1}}", "a brace too many"),
    ("{\"eventVersion\":\"1.11\",\"x\":\"open}", "lost a quote"),
    ("{\"eventVersion\":\"1.11\",}", "a comma too many"),
    ("7", "a number"), ("null", "a null"), ("\"text\"", "a text"), ("[]", "a list"),
  ])
  func `a malformed record costs itself alone`(_ broken: String, _ what: String) throws {
    let list = [record(1), record(2), broken, record(3), record(4)].joined(separator: ",")
    let found = try counters(Array("{\"Records\":[\(list)]}".utf8))
    #expect(found.requests == 4, "\(what)")
    #expect(found.malformed == 1, "\(what)")
    #expect(found.filesRead == 1, "\(what)")
  }
}
