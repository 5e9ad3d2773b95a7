import AuditEngine
import CloudTrail
import KMSUsage
import Synchronization
import TestSupport
import Testing

/// AWS RAM shares keys by a policy that no record holds: its events are kept as a hint.
@Suite struct `Resource shares` {
  private static let key = "arn:aws:kms:eu-west-1:111122223333:key/key-1"

  /// The names of the events that are kept, and the counters.
  private func scan(_ records: [String]) throws -> (kept: [String], counters: RunCounters) {
    let folder = try TemporaryFolder()
    try writeFile(Array(records.joined(separator: "\n").utf8), to: folder.file("log.json"))
    let kept = Mutex<[String]>([])
    let request = ScanRequest(input: InputSelection(paths: [folder.path]), jobs: 1, store: .memory)
    var storage = Scan.Storage()
    storage.takeEvidence = { events in kept.withLock { $0 += events.map(\.eventName) } }
    let facts = try Scan(request).run(progress: ScanProgress(), storage)
    return (kept.withLock { $0 }, facts.counters)
  }

  private func record(_ name: String, _ resource: String, error: String = "") -> String {
    let code = error.isEmpty ? "" : "\"errorCode\":\"\(error)\","
    return
      "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"Root\",\"accountId\":\"111122223333\"},\"eventTime\":\"2026-11-22T00:00:10Z\",\"eventSource\":\"ram.amazonaws.com\",\"eventName\":\"\(name)\",\"awsRegion\":\"eu-west-1\",\(code)\"requestParameters\":{\"resourceArns\":[\"\(resource)\"]},\"eventID\":\"\(name)\",\"recipientAccountId\":\"111122223333\"}"
  }

  @Test func `what shares a key is kept and counted as another service's record`() throws {
    let found = try scan([
      record("CreateResourceShare", Self.key), record("AssociateResourceShare", Self.key),
    ])
    #expect(found.kept.sorted() == ["AssociateResourceShare", "CreateResourceShare"])
    #expect((found.counters.other, found.counters.kms) == (2, 0))
    #expect(found.counters.addUp)
  }

  @Test(arguments: [
    ("AssociateResourceShare", "arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-1", ""),
    ("DisassociateResourceShare", key, ""), ("CreateResourceShare", key, "AccessDenied"),
  ])
  func `what shares no key is not kept`(_ name: String, _ resource: String, _ error: String) throws
  {
    let found = try scan([record(name, resource, error: error)])
    #expect(found.kept == [])
    #expect(found.counters.other == 1)
  }
}
