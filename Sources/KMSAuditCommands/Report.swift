import ArgumentParser
import AuditEngine
import AuditReports
import FoundationEssentials

/// `kmsaudit report`.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the reports of the last scan again, with what was imported since.",
    discussion: """
      Reads no log: the store has the facts of the last scan and all imports, and everything is \
      judged anew. Without an import or another configuration the files are those of the scan.

      Examples:
        kmsaudit import exports/ && kmsaudit report
        kmsaudit report --config kmsaudit.yaml --reports /var/reports
      """
  )

  @OptionGroup(title: "Store") var stored: StoreOptions

  @Option(help: "The folder for the reports.", completion: .directory)
  var reports = "reports"

  @Flag(help: "No summary; only errors.") var quiet = false

  init() {}

  func run() throws {
    try Failures.mapped(store: stored.store) {
      let jobs = ProcessInfo.processInfo.activeProcessorCount
      let report = try Audit.report(
        store: stored.store,
        configuration: try stored.configuration(),
        jobs: jobs
      )
      try Audit.write(report, to: reports, jobs: jobs)
      if !quiet {
        Terminal.print(ScanSummary(report, reports: reports, store: stored.store).text)
      }
    }
  }
}
