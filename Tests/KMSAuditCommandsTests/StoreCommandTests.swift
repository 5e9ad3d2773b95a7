import Foundation
import TestSupport
import Testing

@Suite struct `kmsaudit store` {
  private let folder: TemporaryFolder
  private var store: String { folder.file("store.sqlite") }

  init() throws {
    folder = try TemporaryFolder()
    let log = Fixtures.root.appending(path: "questions/trail.json").path
    let out = ["--quiet", "--store", store, "--reports", folder.file("reports")]
    #expect(kmsaudit(arguments: ["scan", log] + out) == 0)
  }

  @Test(arguments: [
    ["info"], ["info", "--tables", "--format", "json"], ["check"], ["check", "--format", "json"],
    ["vacuum"],
  ])
  func `answers with 0`(_ arguments: [String]) {
    #expect(kmsaudit(arguments: ["store"] + arguments + ["--store", store]) == 0)
  }

  @Test(arguments: ["info", "check", "vacuum"])
  func `ends with 74 for a store that is missing or none`(_ command: String) throws {
    let missing = folder.file("none.sqlite")
    #expect(kmsaudit("store", command, "--store", missing) == 74)
    #expect(!FileManager.default.fileExists(atPath: missing))
    try writeFile(Array("no store".utf8), to: folder.file("text.sqlite"))
    #expect(kmsaudit("store", command, "--store", folder.file("text.sqlite")) == 74)
  }

  @Test func `ends with 64 for a wrong request`() {
    #expect(kmsaudit("store", "info", "--format", "csv", "--store", store) == 64)
    #expect(kmsaudit("store", "mend") == 64)
  }
}
