import ArgumentParser
import KMSModel
import KMSUsage
import TrailGenerator

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What questions to the store of a year take.
struct BenchYear: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Build the store of a year, and measure questions to it and a night upon it.",
    discussion: """
      1,000 keys of 200 accounts, a hundred million requests a month: 365 nights, each written and \
      pruned as a scan does it. Then each question runs in a process of its own, from its start to its \
      end. A night that finds nothing new reads no store of a year but a folder of 100,000 small files. \
      Ends with status 1 when a budget is exceeded.
      """
  )

  @Option(help: "Requests a month.") var requests = 100_000_000
  @Option(help: "Log files a day.") var filesADay = 5_760
  @Option(help: "Files in the folder in which nothing is new.") var knownFiles = 100_000
  @Option(help: "Runs of each question.") var rounds = 5
  @Option(help: "Folder for the store and the trail.") var work = ".build/bench-year"
  @Option(help: "Folder that gets a folder of today's date.") var out = "reports/benchmarks"
  @Flag(help: "Ask the store that an earlier run left.") var reuse = false

  func run() throws {
    mkdir(work, 0o777)
    let plan = YearPlan(requestsADay: requests * 12 / 365)
    let today = Timestamp(Int64(time(nil))).day
    var store = YearStore(
      plan: plan,
      path: "\(work)/year.sqlite",
      filesADay: filesADay,
      lastDay: today - 1
    )
    if !reuse {
      print("bench-year: writing \(YearStore.nights) nights")
      remove(store.path)
      try store.build()
      try BenchReport.write("\(store.lastNight)", to: work, name: "night")
    }
    // Of a store that an earlier run left it is that of then.
    let night = Double(String(decoding: try TextFile.read("\(work)/night"), as: UTF8.self))
    var measured = try YearQuestions(store: store, folder: work).measured(rounds: rounds)
    measured.append(YearMeasure(name: "commit of a night", values: [night ?? .nan], limit: 20))
    measured.append(.size(of: store.path))
    measured.append(try idleNight())
    let report = YearReport(measured: measured, requests: requests, filesADay: filesADay)
    print(report.text)
    try report.write(to: "\(out)/\(BenchReport.today)")
    if measured.contains(where: { !$0.isMet }) { throw ExitCode(1) }
  }

  /// A scan of files that the store knows already.
  private func idleNight() throws -> YearMeasure {
    let tree = "\(work)/known"
    if access(tree, F_OK) != 0 {
      print("bench-year: making \(knownFiles) files")
      _ = try ChildProcess.run([
        ChildProcess.own, "generate", "--seed", "3", "--clean", "--out", tree,
        "--tiny-files", "\(knownFiles)",
      ])
    }
    remove("\(work)/known.sqlite")
    func scan() throws -> Double {
      try ChildProcess.run([
        ChildProcess.neighbour("kmsaudit"), "scan", "\(tree)/trail", "--quiet",
        "--store", "\(work)/known.sqlite", "--reports", "\(work)/reports",
      ]).seconds
    }
    _ = try scan()
    let name = "a night without anything new, at least \(knownFiles) files"
    return YearMeasure(name: name, values: try (0..<rounds).map { _ in try scan() }, limit: 2)
  }
}
