import ArgumentParser

/// Speed and memory against what the decompressors alone need, in one run.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure scan against libz and ISA-L alone, and check its answers.",
    discussion: """
      Makes four trails with a known truth, then runs every subject once a round, so that each \
      ratio is of two runs that stand side by side. Every scan's reports are held against the \
      truth; one that differs ends the bench. Ends with status 1 when a budget is exceeded.
      """
  )

  @Option(help: "Megabytes of uncompressed records in the large trails.") var megabytes = 2100
  @Option(help: "Rounds; each subject runs once in each.") var rounds = 5
  @Option(help: "Folder for the trails and the scans' output.") var work = ".build/bench"
  @Option(help: "Folder that gets a folder of today's date.") var out = "reports/benchmarks"

  func run() throws {
    print("bench: making the trails in \(work)")
    let trees = try BenchTrees(folder: work, megabytes: megabytes)
    let subjects = BenchSubjects(trees: trees, output: work + "/scan")
    var series = Measurements()
    for round in 0...rounds {
      // Round 0 warms the page cache and is thrown away.
      let measured = try subjects.round()
      if round > 0 { series.add(measured) }
      print("bench: round \(round) of \(rounds)")
    }
    let large = try subjects.measure(.tally, trees.large)
    let small = try subjects.measure(.tally, trees.small)
    let budgets = Budget.all(series, large: large, small: small)
    let report = BenchReport(large: large, rounds: rounds, series: series, budgets: budgets)
    print(report.text)
    try report.write(to: "\(out)/\(BenchReport.today)")
    if budgets.contains(where: { !$0.isMet }) { throw ExitCode(1) }
  }
}
