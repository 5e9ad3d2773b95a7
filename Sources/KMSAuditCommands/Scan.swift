import ArgumentParser
import AuditEngine
import AuditFindings
import AuditReports
import CloudTrail
import KMSUsage

/// `kmsaudit scan`.
struct Scan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read CloudTrail logs into the store and write the reports.",
    discussion: """
      A path is a log file or a folder of any depth, gzip or JSON, told by content. Digest, \
      Insight, NetworkActivity and Aggregated files are left out and counted. The store holds the \
      last scan: a new one replaces its content, in one transaction.

      --since and --until prune folders by their delivery day, with a day's margin behind --until, \
      and records by event time. Symbolic links are followed, every file once.

      Examples:
        kmsaudit scan AWSLogs/
        kmsaudit scan AWSLogs/ --since 2026-11-22 --until 2026-11-23 --account 111122223333
        aws s3 cp s3://trail/one.json.gz - | kmsaudit scan - --reports one/
      """
  )

  @Argument(help: "Log files and folders; - is standard input.") var paths: [String] = []
  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Reading") var reading: ReadingOptions

  @Option(help: "The SQLite file that keeps the facts.", completion: .file())
  var store = "kmsaudit.sqlite"

  @Option(
    help: ArgumentHelp(
      "Wait so long while another run writes to the store (default: not at all).",
      valueName: "seconds"
    )
  )
  var wait = 0

  @Option(help: "The folder for the reports.", completion: .directory)
  var reports = "reports"

  @Option(
    help: ArgumentHelp(
      "Exit with 1 at a finding of this severity or above: \(SeverityArgument.names).",
      valueName: "severity"
    )
  )
  var failOn: SeverityArgument?

  private static let longestWait = 86_400

  init() {}

  func run() throws {
    let store = store
    try Failures.mapped(store: store) {
      let request = try request()
      let session = Session(quiet: reading.quiet)
      let report = try session.run { progress throws(AuditError) in
        try Audit.scan(request, progress: progress)
      }
      try Audit.write(report, to: reports, jobs: request.jobs)
      if !reading.quiet {
        Terminal.print(ScanSummary(report, reports: reports, store: store).text)
      }
      if report.facts.run.counters.filesRead == 0 {
        Terminal.printError("kmsaudit: no log file was read; is this the right folder?")
      }
      throw ExitCode(status(of: report))
    }
  }

  func request() throws -> ScanRequest {
    let selection = try input.selection(of: paths)
    guard !selection.paths.isEmpty else {
      throw ValidationError("Name at least one log file or folder, or - for standard input.")
    }
    guard (0...Self.longestWait).contains(wait) else {
      throw ValidationError("--wait is a number of seconds from 0 to \(Self.longestWait).")
    }
    var request = try reading.request(for: selection, store: .file(store))
    request.wait = wait
    request.started = .now
    return request
  }

  private func status(of report: AuditReport) -> Int32 {
    let counters = report.facts.run.counters
    let bad = counters.filesIncomplete + counters.filesUnreadable + counters.malformed
    // A night without any log is no clean night.
    if bad > 0 || counters.filesRead == 0 { return 2 }
    guard let failOn else { return 0 }
    return report.findings.contains { $0.severity >= failOn.severity } ? 1 : 0
  }
}

/// A severity on the command line.
struct SeverityArgument: ExpressibleByArgument, Sendable {
  let severity: Severity

  static var names: String { Severity.allCases.map { "\($0)" }.joined(separator: ", ") }

  init?(argument: String) {
    guard let known = Severity.allCases.first(where: { "\($0)" == argument }) else { return nil }
    severity = known
  }
}
