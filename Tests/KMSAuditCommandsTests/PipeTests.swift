import Foundation
import TestSupport
import Testing

/// What is asked for need not stand in a file.
@Suite struct `What comes through a pipe` {
  private let folder: TemporaryFolder
  private let real: RealProgram
  private let log = Fixtures.root.appending(path: "questions/trail.json").path

  init() throws {
    folder = try TemporaryFolder()
    real = try RealProgram()
  }

  /// Runs a scan; what the command prints comes late, so that the program has to wait for it.
  private func scan(_ arguments: [String], reading fifo: String, of command: String) throws
    -> Program
  {
    let output = ["--store", folder.file("store.sqlite"), "--reports", folder.file("reports")]
    return try real.run(
      ["scan"] + arguments + output,
      after: "mkfifo \(fifo); (sleep 0.2; \(command)) >\(fifo) & exec <\(fifo)"
    )
  }

  @Test func `is a list of paths`() throws {
    let fifo = folder.file("fifo")
    let run = try scan(["--files-from", "-"], reading: fifo, of: "echo \(log)")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("1 files: 1 read"))
  }

  @Test func `is a configuration`() throws {
    let fifo = folder.file("fifo")
    let options = [log, "--config", "/dev/stdin"]
    let run = try scan(options, reading: fifo, of: "echo 'hot_keys: {treshold: 1}'")
    #expect(run.status == 64)
    #expect(run.errors.contains("/dev/stdin:1:12: unknown key"))
  }
}
