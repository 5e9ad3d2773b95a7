import AuditStore
import Dispatch
import Foundation
import KMSUsage
import TestSupport
import Testing

/// Two runs that want to write to one store.
@Suite struct `While another run writes to the store` {
  private let folder: TemporaryFolder
  private var store: String { folder.file("store.sqlite") }

  init() throws {
    folder = try TemporaryFolder()
    _ = try AuditStore.open(path: folder.file("store.sqlite"))
  }

  private func scan(_ options: String...) -> Int32 {
    let log = Fixtures.root.appending(path: "questions/trail.json").path
    let out = ["--quiet", "--store", store, "--reports", folder.file("reports")]
    return kmsaudit(arguments: ["scan", log] + out + options)
  }

  @Test func `a scan fails at once, or after the time it was to wait`() throws {
    let other = try AuditStore.open(path: store).beginScan()
    let clock = ContinuousClock()
    var status: Int32 = 0
    let atOnce = clock.measure { status = scan() }
    #expect(status == 74)
    #expect(atOnce < .seconds(4))
    let later = clock.measure { status = scan("--wait", "1") }
    #expect(status == 74)
    #expect(later >= .seconds(1))
    try other.rollback()
    #expect(scan() == 0)
  }

  @Test func `a scan that waits goes on when the other one has ended`() throws {
    let other = try AuditStore.open(path: store).beginScan()
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(500)) {
      try? other.write(UsageFacts(), summary: [:])
      try? other.commit()
    }
    #expect(scan("--wait", "60") == 0)
    #expect(try !AuditStore.openReadOnly(path: store).load().facts.usage.isEmpty)
  }

  @Test func `several scans of the same logs leave the store of one`() throws {
    let real = try RealProgram()
    func arguments(_ store: String) -> [String] {
      [
        "scan", Fixtures.root.appending(path: "questions/trail.json").path, "--quiet", "--wait",
        "60",
        "--store", store, "--reports", folder.file("reports-\(UInt64.random(in: 0 ... .max))"),
      ]
    }
    #expect(try real.run(arguments(folder.file("one.sqlite"))).status == 0)
    let scans = try (1...3).map { _ in try real.start(arguments(store)) }
    for scan in scans {
      scan.waitUntilExit()
      #expect(scan.terminationStatus == 0)
    }
    #expect(try StoreTables(store) == StoreTables(folder.file("one.sqlite")))
  }

  @Test(arguments: ["-1", "86401", "soon"])
  func `a wrong time to wait is a wrong request`(_ seconds: String) {
    #expect(scan("--wait=\(seconds)") == 64)
  }
}
