import Foundation
import KMSModel
import TestSupport
import Testing

@testable import KMSAuditCommands

@Suite struct `kmsaudit doctor` {
  private let folder: TemporaryFolder
  private var store: String { folder.file("store.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  /// A record on each of the last days, and an export of now.
  private func makeGoodStore() throws {
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    let record = decryptRecord(key, account: "111122223333", id: "e")
    let lines = (0...8).map { days in
      let time = Timestamp(Timestamp.now.rawValue - Int64(days) * 86400).description
      return record.replacing("2026-11-22T00:00:01Z", with: time)
        .replacing(#""e""#, with: "\"\(days)\"")
    }
    try writeFile(Array(lines.joined(separator: "\n").utf8), to: folder.file("log.json"))
    let out = ["--quiet", "--store", store]
    let reports = ["--reports", folder.file("reports")]
    #expect(kmsaudit(arguments: ["scan", folder.file("log.json")] + out + reports) == 0)
    try writeFile(Array(#"{"Accounts":[]}"#.utf8), to: folder.file("list-accounts.json"))
    #expect(kmsaudit(arguments: ["import", folder.file("list-accounts.json")] + out) == 0)
  }

  @Test func `ends with 0 when nothing needs to be done`() throws {
    try makeGoodStore()
    #expect(kmsaudit("doctor", "--store", store) == 0)
    #expect(kmsaudit("doctor", "--store", store, "--format", "json") == 0)
    #expect(kmsaudit("doctor", "--store", store, "--config", folder.file("none.yaml")) == 1)
  }

  @Test func `ends with 1 when something does, and with 64 for a wrong request`() {
    #expect(kmsaudit("doctor", "--store", store) == 1)
    #expect(!FileManager.default.fileExists(atPath: store))
    #expect(kmsaudit("doctor", "--format", "csv") == 64)
  }
}
