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

  /// Scans; what the command prints comes late, so that the program has to wait for it.
  private func scan(_ arguments: [String], reading command: String) throws -> Program {
    let output = ["--store", folder.file("store.sqlite"), "--reports", folder.file("reports")]
    return try real.run(["scan"] + arguments + output, reading: "sleep 0.2; \(command)")
  }

  @Test func `is a list of paths`() throws {
    let run = try scan(["--files-from", "-"], reading: "echo \(log)")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("1 files: 1 read"))
  }

  @Test func `is a configuration`() throws {
    let options = [log, "--config", "/dev/stdin"]
    let run = try scan(options, reading: "echo 'hot_keys: {treshold: 1}'")
    #expect(run.status == 64)
    #expect(run.errors.contains("/dev/stdin:1:12: unknown key"))
  }
}
