import ArgumentParser
import AuditEngine
import CloudTrail
import KMSUsage

/// One timed run of the path from file to merged tally, in a process of its own.
struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fold log files and print the seconds it took and the counters."
  )

  @Option(help: "Workers.") var jobs = 2
  @Argument(help: "Files and folders.") var paths: [String]

  func run() throws {
    let request = ScanRequest(input: InputSelection(paths: paths), jobs: jobs, store: .memory)
    let clock = ContinuousClock()
    let start = clock.now
    let facts = try Scan(request).run(progress: ScanProgress()) { _ in }
    let seconds = (clock.now - start) / .seconds(1)
    print("seconds \(seconds)")
    print("counters \(facts.counters)")
    print("uses \(facts.usage.count) series \(facts.rates.count)")
  }
}
