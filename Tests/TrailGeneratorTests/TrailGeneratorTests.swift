import TestSupport
import Testing
import TrailGenerator

@Suite struct TrailGeneratorTests {
  private static func trail(_ change: (inout TrailOptions) -> Void = { _ in }) throws
    -> TemporaryFolder
  {
    var options = TrailOptions()
    options.bytes = 2 << 20
    change(&options)
    let folder = try TemporaryFolder()
    try TrailGenerator(options).write(to: folder.path)
    return folder
  }

  private static func table(_ folder: TemporaryFolder, _ name: String) throws -> [[Substring]] {
    try readText(folder.file("truth/\(name).csv")).split(separator: "\r\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  private static func counters(_ folder: TemporaryFolder) throws -> [String: Int] {
    var counters: [String: Int] = [:]
    for line in try readText(folder.file("truth/counters.json")).split(separator: "\n") {
      let parts = line.split(separator: "\"")
      guard parts.count == 3 else { continue }
      counters[String(parts[1])] = Int(parts[2].filter(\.isNumber))
    }
    return counters
  }

  @Test func `the same seed gives the same bytes`() throws {
    // Tiny files make several batches, which threads finish in any order.
    let folders = try (0..<2).map { _ in try Self.trail { $0.tinyFiles = 700 } }
    let files = try folders.map { try contents(of: $0.path) }
    #expect(files[0].count > 700)
    #expect(files[0] == files[1])
  }

  @Test func `another seed gives another trail`() throws {
    let folders = try [1, 2].map { seed in try Self.trail { $0.seed = seed } }
    let tables = try folders.map { try readText($0.file("truth/usage.csv")) }
    #expect(tables[0] != tables[1])
  }

  @Test func `what is planted adds up`() throws {
    let folder = try Self.trail()
    let counters = try Self.counters(folder)
    let sum = { (names: [String]) in names.reduce(0) { $0 + (counters[$1] ?? 0) } }
    #expect(
      counters["files"]
        == sum(["files_read", "files_incomplete", "files_unreadable", "files_skipped"])
    )
    #expect(counters["records"] == sum(["kms", "other", "malformed"]))
    #expect(
      counters["kms"]
        == sum([
          "requests", "duplicates", "second_copies", "replaced", "shadow", "dry_runs",
          "service_events",
        ])
    )
    let usage = try Self.table(folder, "usage").filter { $0[7] != "ReEncryptTo" }
    #expect(counters["requests"] == usage.reduce(0) { $0 + (Int($1[8]) ?? 0) })
    let coverage = try Self.table(folder, "coverage")
    #expect(sum(["kms", "other"]) == coverage.reduce(0) { $0 + (Int($1[5]) ?? 0) })
    #expect(counters["kms"] == coverage.reduce(0) { $0 + (Int($1[6]) ?? 0) })
  }

  @Test func `a small trail has every verdict and every attribution`() throws {
    let folder = try Self.trail()
    let verdicts = Set(try Self.table(folder, "cross-account").map { $0[13] })
    #expect(verdicts == ["grant", "key-policy", "not-covered", "denied", "undetermined"])
    let attributions = Set(try Self.table(folder, "usage").map { $0[4] })
    #expect(
      attributions == ["identity", "issuer", "scope", "context", "recipient", "aws-service"]
    )
  }

  @Test func `a clean trail has no damage`() throws {
    let counters = try Self.counters(Self.trail { $0.hasScenario = false })
    #expect(counters["files"] == counters["files_read"])
    #expect(counters["malformed"] == nil)
  }

  @Test func `one file of an uneven trail holds two fifths of the bytes`() throws {
    let folder = try Self.trail {
      $0.isUneven = true
      $0.hasScenario = false
      $0.bytes = 16 << 20
    }
    let sizes = try contents(of: folder.file("trail")).values.map(\.count)
    let part = Double(sizes.max() ?? 0) / Double(sizes.reduce(0, +))
    #expect((0.33...0.45).contains(part))
  }
}
