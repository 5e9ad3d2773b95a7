import ArgumentParser
import GRDB
import TestSupport
import Testing
import TrailGenerator

@testable import KMSAuditCommands

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// How a run ends, as its exit status says.
@Suite struct StatusTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    var clean = TrailOptions()
    clean.bytes = 200 << 10
    clean.hasScenario = false
    try TrailGenerator(clean).write(to: folder.file("clean"))
    var full = clean
    full.hasScenario = true
    try TrailGenerator(full).write(to: folder.file("full"))
    try writeFile(Array("quotaz: []\n".utf8), to: folder.file("wrong.yaml"))
  }

  private func status(_ arguments: String...) -> Int32 {
    do {
      var command = try KMSAudit.parseAsRoot(arguments)
      try command.run()
      return 0
    } catch {
      return KMSAudit.exitCode(for: error).rawValue
    }
  }

  private func scan(_ paths: String..., options: [String] = []) -> Int32 {
    let output = [
      "--quiet", "--store", folder.file("store.sqlite"), "--reports", folder.file("reports"),
    ]
    do {
      var command = try KMSAudit.parseAsRoot(["scan"] + paths + output + options)
      try command.run()
      return 0
    } catch {
      return KMSAudit.exitCode(for: error).rawValue
    }
  }

  @Test func `a clean trail ends with 0, and its store answers`() {
    #expect(scan(folder.file("clean/trail")) == 0)
    #expect(status("hot-keys", "--store", folder.file("store.sqlite"), "--format", "csv") == 0)
  }

  @Test func `an incomplete input ends with 2, whatever the findings`() {
    #expect(scan(folder.file("full/trail")) == 2)
    #expect(scan(folder.file("full/trail"), options: ["--fail-on", "low"]) == 2)
  }

  @Test func `a folder without a log ends with 2`() throws {
    mkdir(folder.file("nothing"), 0o777)
    #expect(scan(folder.file("nothing")) == 2)
  }

  @Test func `a finding of the asked severity ends with 1`() throws {
    let log = folder.file("finding.json")
    let record =
      "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"Root\",\"accountId\":\"111122223333\"},\"eventTime\":\"2026-11-22T00:00:01Z\",\"eventSource\":\"kms.amazonaws.com\",\"eventName\":\"ScheduleKeyDeletion\",\"awsRegion\":\"eu-west-1\",\"resources\":[{\"ARN\":\"arn:aws:kms:eu-west-1:111122223333:key/a\"}],\"eventID\":\"e\",\"recipientAccountId\":\"111122223333\"}"
    try writeFile(Array(record.utf8), to: log)
    #expect(scan(log) == 0)
    #expect(scan(log, options: ["--fail-on", "high"]) == 1)
    #expect(scan(log, options: ["--fail-on", "critical"]) == 0)
  }

  @Test func `a wrong request ends with 64`() {
    #expect(scan(folder.file("no-such-folder")) == 64)
    #expect(scan() == 64)
    #expect(scan("--colour") == 64)
    #expect(
      scan(folder.file("clean/trail"), options: ["--config", folder.file("wrong.yaml")]) == 64
    )
  }

  @Test func `a query of a store of an earlier version ends with 74`() throws {
    let store = folder.file("store.sqlite")
    #expect(scan(folder.file("clean/trail")) == 0)
    #expect(status("access", "--store", store) == 0)
    let queue = try DatabaseQueue(path: store)
    try queue.write { database in
      try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier LIKE '4 %'")
      #expect(database.changesCount == 1)
    }
    try queue.close()
    for command in ["access", "grants", "hot-keys", "export-commands"] {
      #expect(status(command, "--store", store) == 74, "\(command)")
    }
    #expect(status("explain", "an-event", "--store", store) == 74)
    let reports = folder.file("reports")
    #expect(status("report", "--store", store, "--reports", reports) == 74)
  }

  @Test func `a store or a report folder that cannot be used ends with 74`() throws {
    try writeFile(Array("no store".utf8), to: folder.file("text.sqlite"))
    #expect(status("hot-keys", "--store", folder.file("text.sqlite")) == 74)
    #expect(status("hot-keys", "--store", folder.file("missing.sqlite")) == 74)
    let clean = folder.file("clean/trail")
    #expect(status("scan", clean, "--quiet", "--store", folder.file("none/s.sqlite")) == 74)
    #expect(
      status(
        "scan",
        clean,
        "--quiet",
        "--store",
        folder.file("s.sqlite"),
        "--reports",
        folder.file("text.sqlite/reports")
      ) == 74
    )
  }
}
