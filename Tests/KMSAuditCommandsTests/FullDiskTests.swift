import Foundation
import TestSupport
import Testing

/// The program itself where it may write no more than so much.
@Suite struct `A scan that cannot write` {
  private let folder: TemporaryFolder
  private let real: RealProgram
  private var store: String { folder.file("store.sqlite") }

  init() throws {
    folder = try TemporaryFolder()
    real = try RealProgram()
    let log = Fixtures.root.appending(path: "questions/trail.json").path
    let run = try real.run(arguments(log))
    #expect(run.status == 0, "\(run.errors)")
  }

  private func arguments(_ log: String) -> [String] {
    ["scan", log, "--quiet", "--store", store, "--reports", folder.file("reports")]
  }

  private var more: String { Fixtures.root.appending(path: "org-trail/trail").path }

  /// `ulimit -f` counts in 512 bytes.
  ///
  /// The new store has some 600 KiB, and the old one 240.
  @Test(arguments: [0, 16, 200, 600, 1000])
  func `leaves the store as it was and says why`(_ blocks: Int) throws {
    let before = try StoreTables(store)
    let run = try real.run(arguments(more), after: "ulimit -f \(blocks)")
    #expect(run.status == 74)
    // Below the first page not even the message can be written into a file.
    if blocks > 0 { #expect(run.errors.contains("a limit on file sizes; it is as it was")) }
    #expect(try StoreTables(store) == before)
    #expect(try real.run(["store", "check", "--store", store]).status == 0)
    #expect(try real.run(arguments(more)).status == 2)
    #expect(try StoreTables(store) != before)
  }

  @Test func `to the folder of its reports has filled the store, and says so`() throws {
    let before = try StoreTables(store)
    try writeFile([], to: folder.file("file"))
    let run = try real.run(arguments(more) + ["--reports", folder.file("file/reports")])
    #expect(run.status == 74)
    #expect(run.errors.contains("the store is complete, and 'kmsaudit report' writes the reports"))
    #expect(try StoreTables(store) != before)
    let again = ["report", "--quiet", "--store", store, "--reports", folder.file("reports")]
    #expect(try real.run(again).status == 0)
  }

  @Test func `because its logs have vanished leaves all as it was`() throws {
    let before = try StoreTables(store)
    let run = try real.run(arguments(folder.file("vanished")))
    #expect(run.status == 64)
    #expect(run.errors.contains("no such file or folder"))
    #expect(try StoreTables(store) == before)
  }

  @Test(arguments: ["csv", "table"])
  func `its answer says so, and does not end as if it were whole`(_ format: String) throws {
    let question = ["hot-keys", "--store", store, "--format", format]
    let run = try real.run(question, after: "exec >/dev/full")
    #expect(run.status == 74)
    #expect(run.errors == "kmsaudit: cannot write standard output: No space left on device\n")
  }

  @Test func `to a reader that has gone away has done its work`() throws {
    let fifo = folder.file("fifo")
    let run = try real.run(
      ["hot-keys", "--store", store],
      after: "mkfifo \(fifo); (: <\(fifo)) & exec >\(fifo); sleep 0.2"
    )
    #expect(run.status == 0 && run.errors.isEmpty)
  }
}
