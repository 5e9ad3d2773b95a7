import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

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

  private let trail = Fixtures.root.appending(path: "org-trail/trail").path

  /// What these logs tell of grants makes a scan read files twice.
  private var someLogs: String {
    "find \(trail) -path '*/200000000000/*' -name '*.json.gz' | sort | xargs cat"
  }

  @Test func `is a log that is read once, as a file with the same bytes`() throws {
    let file = folder.file("log.json.gz")
    _ = try Program.run("/bin/sh", ["-c", "\(someLogs) >\(file)"])
    let expected = try scan([file], reading: ":")
    #expect(expected.output.contains("1 files: 1 read"))
    try FileManager.default.removeItem(atPath: folder.file("store.sqlite"))
    let run = try scan(["/dev/stdin"], reading: someLogs)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == expected.output)
  }

  @Test(arguments: ["-", "/dev/stdin"])
  func `is another log each time, whatever its name`(_ name: String) throws {
    for number in 1...2 {
      let record = decryptRecord(
        "arn:aws:kms:eu-west-1:111122223333:key/k",
        account: "111122223333",
        id: "event \(number)"
      )
      let run = try scan([name], reading: "echo '\(record)'")
      #expect(run.output.contains("\n\(number) records: "), "\(run.output)")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `may never come, and an interrupt ends the wait`(_ number: Int32) throws {
    let fifo = folder.file("fifo")
    mkfifo(fifo, 0o600)
    let process = try real.start(["scan", fifo, "--store", folder.file("store.sqlite")])
    usleep(300_000)
    kill(process.processIdentifier, number)
    let start = ContinuousClock.now
    while process.isRunning, ContinuousClock.now - start < .seconds(5) { usleep(10_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
  }
}
