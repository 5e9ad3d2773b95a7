import ArgumentParser
import AuditEngine
import AuditReports
import FoundationEssentials
import KMSModel

/// `kmsaudit report`.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the reports of all days in the store, or of some.",
    discussion: """
      Reads no log: the store has the facts of all scans and imports, and everything is judged \
      anew. Without an import or another configuration the files are those that a scan of these \
      days' logs writes. Grants and key policies count from the day they were made, also before \
      --since. What was used is kept by UTC days: --since and --until are whole ones.

      Examples:
        kmsaudit import exports/ && kmsaudit report
        kmsaudit report --since 2026-11-01 --until 2026-12-01 --reports november/
        kmsaudit report --config kmsaudit.yaml --reports /var/reports
      """
  )

  @OptionGroup(title: "Store") var stored: StoreOptions

  @Option(help: "The folder for the reports.", completion: .directory)
  var reports = "reports"

  @Option(help: ArgumentHelp("First UTC day.", valueName: "day")) var since: TimeArgument?
  @Option(help: ArgumentHelp("First UTC day after the last.", valueName: "day"))
  var until: TimeArgument?

  @Flag(help: "No summary; only errors.") var quiet = false

  init() {}

  func validate() throws {
    try TimeArgument.requireDays([since, until])
    if let since, let until, since.timestamp >= until.timestamp {
      throw ValidationError("--since \(since.timestamp) is not before --until \(until.timestamp).")
    }
  }

  private var days: ClosedRange<Int32>? {
    if since == nil, until == nil { return nil }
    return (since?.timestamp.day ?? .min)...(until.map { $0.timestamp.day - 1 } ?? .max)
  }

  func run() throws {
    try Failures.mapped(store: stored.store) {
      let jobs = ProcessInfo.processInfo.activeProcessorCount
      let report = try Audit.report(
        store: stored.store,
        days: days,
        configuration: try stored.configuration(),
        jobs: jobs
      )
      try Audit.write(report, to: reports, jobs: jobs)
      if !quiet {
        Terminal.print(ScanSummary(report, known: 0, reports: reports, store: stored.store).text)
      }
    }
  }
}
