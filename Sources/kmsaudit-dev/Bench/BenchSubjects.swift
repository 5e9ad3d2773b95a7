import AuditEngine
import CloudTrail
import KMSUsage

/// What runs once in every round.
struct BenchSubjects {
  let trees: BenchTrees
  /// Where the scans write.
  let output: String

  /// A scan's reports that are not what was planted.
  struct WrongAnswer: Error, CustomStringConvertible {
    let file: String
    var description: String { "\(file) is not what was planted" }
  }

  /// What was read, from the counters of each trail.
  struct Counts {
    var files = 0
    var bytes = 0
    var records = 0
    var kms = 0
  }

  func round() throws -> [Measurement: Double] {
    var taken: [Measurement: Double] = [:]
    taken[.libz] = try inflate(trees.large, .reference)
    taken[.isal] = try inflate(trees.large, .fast)
    taken[.tally] = try seconds(toFold: trees.large)
    let two = try scan(trees.large, jobs: 2)
    (taken[.scan], taken[.largeMemory]) = (two.seconds, two.peakBytes)
    taken[.scanAlone] = try scan(trees.large, jobs: 1).seconds
    taken[.uneven] = try scan(trees.uneven, jobs: 2).seconds
    taken[.smallMemory] = try scan(trees.small, jobs: 2).peakBytes
    taken[.tinyInflate] = try inflate(trees.tiny, .fast)
    taken[.tinyScan] = try scan(trees.tiny, jobs: 2).seconds
    return taken
  }

  private func inflate(_ tree: BenchTrees.Tree, _ engine: Engine) throws -> Double {
    try InflateOnly.seconds(LogFiles(InputSelection(paths: [tree.trail])).files, engine, jobs: 2)
  }

  private func seconds(toFold tree: BenchTrees.Tree) throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    _ = try fold(tree)
    return (clock.now - start) / .seconds(1)
  }

  private func fold(_ tree: BenchTrees.Tree) throws -> RunCounters {
    let request = ScanRequest(input: InputSelection(paths: [tree.trail]), jobs: 2, store: .memory)
    return try Scan(request).run(progress: ScanProgress()) { _ in }.counters
  }

  func count(_ tree: BenchTrees.Tree) throws -> Counts {
    let counters = try fold(tree)
    return Counts(
      files: counters.files,
      bytes: counters.uncompressedBytes,
      records: counters.records,
      kms: counters.kms
    )
  }

  private func scan(_ tree: BenchTrees.Tree, jobs: Int) throws -> ChildProcess.Result {
    let result = try ChildProcess.run([
      ChildProcess.neighbour("kmsaudit"), "scan", tree.trail, "--quiet", "--jobs", "\(jobs)",
      "--store", output + ".sqlite", "--reports", output,
    ])
    for name in [
      "usage.csv", "hot-keys.csv", "cross-account.csv", "grants.csv", "coverage.csv",
    ] {
      let written = try TextFile.read("\(output)/\(name)")
      guard written == (try TextFile.read("\(tree.truth)/\(name)")) else {
        throw WrongAnswer(file: "\(output)/\(name)")
      }
    }
    return result
  }
}
