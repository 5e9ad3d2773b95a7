import AuditEngine
import AuditReports
import CloudTrail
import TestSupport
import Testing

/// However the records are dealt to files, the answer is the same.
@Suite struct SplitTests {
  private static let key = "arn:aws:kms:eu-west-1:111122223333:key/key-"

  /// Owners' and callers' copies, duplicates, throttled and refused requests.
  private func records(_ random: inout SplitMix) -> [String] {
    (0..<120).flatMap { number -> [String] in
      let caller = ["111122223333", "444455556666"][Int(random.next() % 2)]
      let error = ["", "", "", "AccessDenied", "ThrottlingException"][Int(random.next() % 5)]
      let copies = (caller == "111122223333" ? [caller] : [caller, "111122223333"]).map {
        record(number, caller, error, recipient: $0)
      }
      return random.next() % 4 == 0 ? copies + copies : copies
    }
  }

  private func record(
    _ number: Int,
    _ caller: String,
    _ error: String,
    recipient: String
  ) -> String {
    let code = error.isEmpty ? "" : "\"errorCode\":\"\(error)\","
    return
      "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"IAMUser\",\"accountId\":\"\(caller)\",\"arn\":\"arn:aws:iam::\(caller):user/u\"},\"eventTime\":\"2026-11-22T00:00:\(10 + number % 7)Z\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"Decrypt\",\"awsRegion\":\"eu-west-1\",\(code)\"eventID\":\"id-\(number)-\(recipient)\",\"resources\":[{\"ARN\":\"\(Self.key)\(number % 3)\"}],\"recipientAccountId\":\"\(recipient)\",\"sharedEventID\":\"shared-\(number)\"}"
  }

  private func reports(_ files: [[String]]) throws -> [String: [UInt8]] {
    let folder = try TemporaryFolder()
    for (number, records) in files.enumerated() where !records.isEmpty {
      try writeFile(Array(records.joined(separator: "\n").utf8), to: folder.file("\(number).json"))
    }
    let request = ScanRequest(
      input: InputSelection(paths: [folder.path]),
      jobs: 2,
      store: .memory
    )
    let report = try Audit.scan(request, progress: ScanProgress())
    let tables = ReportFile.all(report).filter { $0.name.hasSuffix(".csv") }
    return Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0.bytes) })
  }

  @Test(arguments: 1...8)
  func `any split of the records gives the same tables`(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let records = records(&random)
    let expected = try reports([records])
    #expect((expected["usage.csv"]?.filter { $0 == 0x0A }.count ?? 0) > 5)
    var files = [[String]](repeating: [], count: 1 + Int(random.next() % 12))
    for record in records.shuffled(using: &random) {
      files[Int(random.next() % UInt64(files.count))].append(record)
    }
    let found = try reports(files)
    for name in ["usage.csv", "hot-keys.csv", "cross-account.csv", "grants.csv"] {
      #expect(found[name] == expected[name], "\(name), seed \(seed)")
    }
  }
}
