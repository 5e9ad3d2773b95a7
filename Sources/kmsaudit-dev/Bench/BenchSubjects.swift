#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What runs once in every round, each in a process of its own.
struct BenchSubjects {
  let trees: BenchTrees
  /// Where the scans write.
  let output: String

  /// A scan's reports that are not what was planted.
  struct WrongAnswer: Error, CustomStringConvertible {
    let file: String
    var description: String { "\(file) is not what was planted" }
  }

  func round() throws -> [Measurement: Double] {
    var taken: [Measurement: Double] = [:]
    taken[.libz] = try measure(.libz, trees.large)["seconds"]
    taken[.isal] = try measure(.isal, trees.large)["seconds"]
    taken[.tally] = try measure(.tally, trees.large)["seconds"]
    let two = try scan(trees.large, jobs: 2)
    (taken[.scan], taken[.largeMemory]) = (two.seconds, two.peakBytes)
    taken[.judging] = try judging(output + ".sqlite")
    taken[.scanAlone] = try scan(trees.large, jobs: 1).seconds
    taken[.uneven] = try scan(trees.uneven, jobs: 2).seconds
    taken[.smallMemory] = try scan(trees.small, jobs: 2).peakBytes
    taken[.tinyInflate] = try measure(.isal, trees.tiny)["seconds"]
    taken[.tinyScan] = try scan(trees.tiny, jobs: 2).seconds
    taken[.manyExported] = try judgingGrants(from: .exports)
    taken[.manyEvents] = try judgingGrants(from: .events)
    return taken
  }

  /// The lines that `measure` prints: seconds, and for a tally what was read.
  func measure(_ stage: Measure.Stage, _ tree: BenchTrees.Tree) throws -> [String: Double] {
    try printed("measure", "--stage", stage.rawValue, tree.trail)
  }

  private func judging(_ store: String) throws -> Double? {
    try printed("measure", "--stage", Measure.Stage.judge.rawValue, store)["seconds"]
  }

  /// 1,000 keys of 1,000 grants: every decision must find its grant.
  private func judgingGrants(from source: MeasureAccess.Source) throws -> Double? {
    let lines = try printed("measure-access", "--source", source.rawValue)
    guard let decisions = lines["decisions"], lines["covered"] == decisions else {
      throw WrongAnswer(file: "measure-access --source \(source)")
    }
    return lines["seconds"]
  }

  private func printed(_ arguments: String...) throws -> [String: Double] {
    let result = try ChildProcess.run([ChildProcess.own] + arguments + ["--jobs", "2"])
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ") }
    return Dictionary(lines.map { (String($0[0]), Double($0[1]) ?? .nan) }) { first, _ in first }
  }

  private func scan(_ tree: BenchTrees.Tree, jobs: Int) throws -> ChildProcess.Result {
    // A store that knows the files would have nothing to read.
    remove(output + ".sqlite")
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
