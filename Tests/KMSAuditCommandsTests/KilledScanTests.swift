import Foundation
import TestSupport
import Testing
import TrailGenerator

/// The program itself is killed while it scans, as by the system that runs out of memory.
@Suite struct `A scan that is killed` {
  private static let kills = 100
  private let folder: TemporaryFolder
  private let real: RealProgram
  private var store: String { folder.file("store.sqlite") }
  private var reports: String { folder.file("reports") }

  init() throws {
    folder = try TemporaryFolder()
    real = try RealProgram()
    var options = TrailOptions()
    options.bytes = 60 << 10
    options.hasScenario = false
    for (seed, name) in [(1, "old"), (2, "new")] {
      options.seed = UInt64(seed)
      try TrailGenerator(options).write(to: folder.file(name))
    }
    let exports = Fixtures.root.appending(path: "questions/exports").path
    let day = ["--as-of", "2026-11-22", "--quiet"]
    #expect(try real.run(["import", exports, "--store", store] + day).status == 0)
    #expect(try real.run(arguments("old")).status == 0)
  }

  private func arguments(_ trail: String) -> [String] {
    [
      "scan", folder.file("\(trail)/trail"), "--quiet", "--jobs", "2", "--store", store,
      "--reports", reports,
    ]
  }

  /// The store as it was before the first kill, whatever lies beside it.
  private func restore(_ file: Data) throws {
    try? FileManager.default.removeItem(atPath: store + "-journal")
    try file.write(to: URL(fileURLWithPath: store))
  }

  /// The shortest of three times, since other tests run beside this one.
  private func time(_ body: () throws -> Void) throws -> Duration {
    var shortest = Duration.seconds(60)
    for _ in 1...3 {
      let start = ContinuousClock.now
      try body()
      shortest = min(shortest, ContinuousClock.now - start)
    }
    return shortest
  }

  @Test func `leaves the store as before or as after, at any moment`() throws {
    let file = try Data(contentsOf: URL(fileURLWithPath: store))
    let (old, oldReport) = (try StoreTables(store), try readText("\(reports)/report.md"))
    let time = try time { _ = try real.run(arguments("new")) }
    let (new, newReport) = (try StoreTables(store), try readText("\(reports)/report.md"))
    #expect(old != new)

    let seed = UInt64.random(in: 1...UInt64.max)
    var random = SplitMix(seed: seed)
    var counts = (old: 0, new: 0, journals: 0, ended: 0)
    try restore(file)
    for kill in 1...Self.kills {
      let moment = time * (Double(random.next() % 1000) / 900)
      if try real.kill(arguments("new"), after: moment) { counts.ended += 1 }
      if FileManager.default.fileExists(atPath: store + "-journal") { counts.journals += 1 }
      let found = try StoreTables(store)
      #expect(found == old || found == new, "seed \(seed), kill \(kill) after \(moment)")
      let report = try readText("\(reports)/report.md")
      #expect([oldReport, newReport].contains(report), "seed \(seed), kill \(kill)")
      if found == new {
        counts.new += 1
        try restore(file)
      } else {
        counts.old += 1
      }
    }
    #expect(counts.ended < Self.kills / 2, "most runs ended before they were killed")
    #expect(try real.run(arguments("new")).status == 0)
    #expect(try StoreTables(store) == new, "seed \(seed)")
    #expect(try readText("\(reports)/report.md") == newReport)
    #expect(try real.run(["store", "check", "--store", store]).status == 0)
    print("killed \(Self.kills) times, seed \(seed), run of \(time): \(counts)")
  }
}
