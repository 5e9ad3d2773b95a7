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
    ["prune"], ["prune", "--rates", "0", "--use", "all", "--dry-run", "--format", "json"],
    ["vacuum"],
  ])
  func `answers with 0`(_ arguments: [String]) {
    #expect(kmsaudit(arguments: ["store"] + arguments + ["--store", store]) == 0)
  }

  @Test(arguments: ["info", "check", "prune", "vacuum"])
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
    for age in ["-1", "many", "40000"] {
      #expect(kmsaudit("store", "prune", "--rates=\(age)", "--store", store) == 64)
      #expect(kmsaudit("scan", folder.path, "--keep-use=\(age)", "--store", store) == 64)
    }
  }
}
