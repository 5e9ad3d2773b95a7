import AuditEngine
import AuditFindings
import CloudTrail
import KMSUsage
import TestSupport
import Testing

/// A request that names its key by an alias alone counts for the key that the alias had then.
@Suite struct AliasTests {
  private static let first = "arn:aws:kms:eu-west-1:111122223333:key/key-a"
  private static let second = "arn:aws:kms:eu-west-1:111122223333:key/key-b"

  private func record(_ second: Int, _ name: String, _ parameters: String, error: String = "")
    -> String
  {
    "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"Root\",\"accountId\":\"111122223333\"},\"eventTime\":\"2026-11-22T00:00:\(second)Z\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"\(name)\",\"awsRegion\":\"eu-west-1\",\(error.isEmpty ? "" : "\"errorCode\":\"\(error)\",")\"requestParameters\":{\(parameters)},\"eventID\":\"id-\(second)\",\"recipientAccountId\":\"111122223333\"}"
  }

  private func use(_ second: Int, _ key: String = "alias/x") -> String {
    record(second, "Encrypt", "\"keyId\":\"\(key)\"", error: "DisabledException")
  }

  private func keys(_ records: [String]) throws -> [String: Int] {
    let folder = try TemporaryFolder()
    try writeFile(Array(records.joined(separator: "\n").utf8), to: folder.file("log.json"))
    let request = ScanRequest(
      input: InputSelection(paths: [folder.path]),
      jobs: 1,
      store: .memory
    )
    let facts = try Scan(request).run(progress: ScanProgress())
    let uses = facts.usage.filter { facts.symbols[Int($0.use.operation)] == "Encrypt" }
    return Dictionary(
      uniqueKeysWithValues: uses.map { (facts.symbols[Int($0.use.key)], $0.requests) }
    )
  }

  private let history = [(10, "CreateAlias", first), (30, "UpdateAlias", "key-b")]

  @Test func `an alias names the key that it was given last before the request`() throws {
    let changes = history.map {
      record($0.0, $0.1, "\"aliasName\":\"alias/x\",\"targetKeyId\":\"\($0.2)\"")
    }
    let uses = [use(20), use(40), use(41, "arn:aws:kms:eu-west-1:111122223333:alias/x")]
    // Logs come in any order.
    for records in [changes + uses, uses + changes, Array((changes + uses).reversed())] {
      #expect(try keys(records) == [Self.first: 1, Self.second: 2])
    }
  }

  @Test func `before its first change and after its deletion an alias names no known key`() throws {
    let create = record(
      10,
      "CreateAlias",
      "\"aliasName\":\"alias/x\",\"targetKeyId\":\"\(Self.first)\""
    )
    let delete = record(50, "DeleteAlias", "\"aliasName\":\"alias/x\"")
    #expect(
      try keys([use(11), use(55), create, use(20), delete, use(57)]) == [
        Self.first: 2, "unresolved: alias not known": 2,
      ]
    )
  }

  @Test func `a change that was refused changes nothing, and an alias is its account's own`() throws
  {
    let refused = record(
      10,
      "CreateAlias",
      "\"aliasName\":\"alias/x\",\"targetKeyId\":\"\(Self.first)\"",
      error: "AccessDenied"
    )
    let other = use(40, "arn:aws:kms:eu-west-1:444455556666:alias/x")
    #expect(try keys([refused, use(20), other]) == ["unresolved: alias not known": 2])
  }
}
