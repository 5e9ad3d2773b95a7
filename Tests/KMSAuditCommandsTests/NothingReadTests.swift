import TestSupport
import Testing
import TrailGenerator

/// What a scan says when it has no whole file to speak of.
@Suite struct `A scan that read no file to its end` {
  private let folder: TemporaryFolder
  private let real: RealProgram

  init() throws {
    folder = try TemporaryFolder()
    real = try RealProgram()
  }

  private func errors(_ path: String) throws -> String {
    let output = ["--store", folder.file("store.sqlite"), "--reports", folder.file("reports")]
    let run = try real.run(["scan", path] + output)
    #expect(run.status == 2)
    return run.errors
  }

  @Test func `asks for the right folder if it found no log`() throws {
    try writeFile([], to: folder.file("readme.txt"))
    #expect(try errors(folder.path).contains("no log file was read; is this the right folder?"))
  }

  @Test func `points to the reasons if it could read none`() throws {
    try writeFile(Array("hello".utf8), to: folder.file("log.json"))
    #expect(
      try errors(folder.path) == "kmsaudit: no log file could be read; run.json says why\n"
    )
  }

  @Test func `says nothing more if it read a part`() throws {
    let record = decryptRecord("arn:aws:kms:eu-west-1:1:key/k", account: "1", id: "e")
    let cut = GzipWriter.member(Array(record.utf8)).dropLast(4)
    try writeFile(Array(cut), to: folder.file("log.json.gz"))
    #expect(try errors(folder.path) == "")
  }
}
