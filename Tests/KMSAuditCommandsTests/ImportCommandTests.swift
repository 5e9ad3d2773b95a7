import Foundation
import TestSupport
import Testing

@Suite struct `kmsaudit import` {
  private let folder: TemporaryFolder
  private var store: String { folder.file("store.sqlite") }

  init() throws {
    folder = try TemporaryFolder()
    try writeFile(Array(#"{"Accounts":[]}"#.utf8), to: folder.file("good.json"))
    try writeFile(Array("{}".utf8), to: folder.file("bad.json"))
  }

  private func status(_ paths: String...) -> Int32 {
    kmsaudit(arguments: ["import"] + paths + ["--store", store, "--quiet"])
  }

  @Test func `ends with 0 when all was kept`() {
    #expect(status(folder.file("good.json")) == 0)
    #expect(status(folder.file("good.json"), "--as-of", "2026-11-22") == 0)
    #expect(status(Fixtures.root.appending(path: "exports/answers").path) == 0)
  }

  @Test func `ends with 2 for a file that is no export, and for a folder with none`() throws {
    #expect(status(folder.file("good.json"), folder.file("bad.json")) == 2)
    #expect(status(Fixtures.root.appending(path: "grants").path) == 2)
    #expect(status(Fixtures.root.appending(path: "golden/reports-empty").path) == 2)
  }

  @Test func `ends with 64 for a wrong request`() {
    #expect(status() == 64)
    #expect(status(folder.file("no-such.json")) == 64)
    #expect(status(folder.file("good.json"), "--as-of", "noon") == 64)
  }

  @Test func `ends with 74 for a store that cannot be used`() throws {
    try writeFile(Array("no store".utf8), to: store)
    #expect(status(folder.file("good.json")) == 74)
  }

  @Test func `what was imported stays when a scan follows`() throws {
    let answers = Fixtures.root.appending(path: "exports/answers").path
    #expect(status(answers) == 0)
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    let record = decryptRecord(key, account: "111122223333", id: "e")
    try writeFile(Array(record.utf8), to: folder.file("log.json"))
    let reports = ["--reports", folder.file("r"), "--store", store, "--quiet"]
    #expect(kmsaudit(arguments: ["scan", folder.file("log.json")] + reports) == 0)
    let out = folder.file("out")
    #expect(kmsaudit("export-commands", "--store", store, "--out", out) == 0)
    // Policy, grants, aliases and quotas are known; of the key only its description is missing.
    let script = try readText("\(out)/export-111122223333-eu-west-1.sh")
    #expect(script.contains("\nof_key '1234abcd-12ab-34cd-56ef-1234567890ab' describe-key\n"))
    #expect(!script.contains("\nfetch '"))
    // The list of accounts was cut.
    let organization = try readText("\(out)/export-organization.sh")
    #expect(organization.contains("\nfetch 'list-accounts.json' organizations list-accounts\n"))
    #expect(!organization.contains("fetch 'describe-organization.json'"))
    // The reports name the account as the export does.
    #expect(try readText(folder.file("r/run.json")).contains(#""111122223333": "payments""#))
  }
}
