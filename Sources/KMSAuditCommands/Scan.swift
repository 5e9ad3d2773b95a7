import ArgumentParser
import AuditEngine
import AuditFindings
import AuditReports
import CloudTrail
import KMSModel
import KMSUsage
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// `kmsaudit scan`.
struct Scan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read CloudTrail logs into the store and write the reports.",
    discussion: """
      A path is a log file or a folder of any depth, gzip or JSON, told by content. Digest, \
      Insight, NetworkActivity and Aggregated files are left out and counted.

      A scan adds to the store, in one transaction. A file that the store knows is not read again; \
      one that grew, was replaced or was incomplete is, and takes back what it said before. For \
      --retention days behind the newest record, duplicates and copies of one request are counted \
      once, whichever night brings them. The reports are about the days that the named logs tell of; \
      'kmsaudit report' writes them for all days or any. What has passed its age by then is folded \
      or removed (--keep-rates, --keep-use), as by 'kmsaudit store prune'.

      --since and --until prune folders by their delivery day, with a day's margin behind --until, \
      and records by event time. Symbolic links are followed, every file once.

      --log-format json says in one line on standard error how the run went: version, started, \
      seconds, counters (as in run.json), findings by severity, problems by code, exit_status and \
      message. It stands in place of progress and error messages. --summary writes a plain text for \
      a mail, also of a run that failed; for it the findings of the last scan are made again.

      Examples:
        kmsaudit scan AWSLogs/
        kmsaudit scan AWSLogs/ --since 2026-11-22 --until 2026-11-23
        kmsaudit scan AWSLogs/ --account 111122223333 --region eu-west-1
        aws s3 cp s3://trail/one.json.gz - | kmsaudit scan - --reports one/
        kmsaudit scan /var/trail --quiet --log-format json --summary mail.txt
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

  @Option(
    help: ArgumentHelp(
      "Days for which single records are kept: older files that change are no longer taken anew.",
      valueName: "days"
    )
  )
  var retention = 7

  @Option(help: KeptAge.help("Days for which every second of rates is kept, hours before"))
  var keepRates = KeptAge(days: 35)

  @Option(help: KeptAge.help("Days for which use is kept")) var keepUse = KeptAge(days: 400)

  @Option(help: "The folder for the reports.", completion: .directory)
  var reports = "reports"

  @Option(
    help: ArgumentHelp(
      "Exit with 1 at a finding of this severity or above: \(SeverityArgument.names).",
      valueName: "severity"
    )
  )
  var failOn: SeverityArgument?

  @Option(
    help: ArgumentHelp(
      "text, or json: one line on standard error, how the run went, also when it failed.",
      valueName: "format"
    )
  )
  var logFormat = LogFormat.text

  @Option(
    help: ArgumentHelp(
      "Write a mail body: what is new since the last scan, the weightiest findings, coverage.",
      valueName: "file"
    ),
    completion: .file()
  )
  var summary: String?

  private static let longestWait = 86_400
  private static let longestRetention = 400

  init() {}

  func run() throws {
    var ended = EndedRun(version: Version.text, started: .now)
    let start = ContinuousClock.now
    var failure: (any Error)?
    do {
      try scan(into: &ended)
    } catch {
      failure = error
      (ended.status, ended.message) = Failures.ending(error, store: store)
    }
    ended.seconds = (ContinuousClock.now - start) / .seconds(1)
    if let summary { write(&ended, to: summary) }
    // A wrong option is told with the usage.
    if logFormat == .text, let failure, !(failure is AuditError) { throw failure }
    tell(ended)
    throw ExitCode(ended.status)
  }

  private func scan(into ended: inout EndedRun) throws {
    let request = try request()
    if summary != nil {
      ended.lastFindings = Audit.lastFindings(
        store: store,
        configuration: request.configuration,
        jobs: request.jobs
      )
    }
    let session = Session(quiet: reading.quiet || logFormat == .json)
    var known = 0
    let report = try session.run { progress throws(AuditError) in
      defer { known = progress.filesKnown.load(ordering: .relaxed) }
      return try Audit.scan(request, progress: progress)
    }
    ended.report = report
    ended.status = status(of: report)
    ended.message = Self.whatIsMissing(report.facts.run.counters)
    do throws(AuditError) {
      try Audit.write(report, to: reports, jobs: request.jobs)
    } catch {
      throw error.withCompleteStore
    }
    if !reading.quiet {
      Terminal.print(ScanSummary(report, known: known, reports: reports, store: store).text)
    }
  }

  private func write(_ ended: inout EndedRun, to path: String) {
    do throws(AuditError) {
      try Audit.write(RunMail(ended, reports: reports), to: path)
    } catch {
      let earlier = ended.message.isEmpty ? "" : "\(ended.message); "
      let (status, message) = Failures.ending(error, store: store)
      ended.message = earlier + message
      if ended.status < 64 { ended.status = status }
    }
  }

  private func tell(_ ended: EndedRun) {
    switch logFormat {
    case .json: Terminal.write(ended.line, to: STDERR_FILENO)
    case .text:
      if !ended.message.isEmpty { Terminal.printError("kmsaudit: \(ended.message)") }
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
    guard (0...Self.longestRetention).contains(retention) else {
      throw ValidationError("--retention is a number of days from 0 to \(Self.longestRetention).")
    }
    var request = try reading.request(for: selection, store: .file(store))
    request.retentionDays = Int32(retention)
    request.retention = Retention(keepRates, keepUse)
    request.lastDay = Timestamp.lastPlausibleDay
    request.wait = wait
    request.started = .now
    return request
  }

  /// Why there is nothing to speak of; "" where a file was read, were it in part.
  private static func whatIsMissing(_ counters: RunCounters) -> String {
    if counters.filesRead + counters.filesIncomplete > 0 { return "" }
    return counters.filesUnreadable > 0
      ? "no log file could be read; run.json says why"
      : "no log file was read; is this the right folder?"
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

extension AuditError {
  /// What failed after the store had taken the scan.
  fileprivate var withCompleteStore: AuditError {
    guard case .cannotWrite(let path, let reason) = self else { return self }
    let rest = "the store is complete, and 'kmsaudit report' writes the reports from it"
    return .cannotWrite(path: path, reason: "\(reason); \(rest)")
  }
}

/// How a run tells of itself on standard error.
enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json }

/// A severity on the command line.
struct SeverityArgument: ExpressibleByArgument, Sendable {
  let severity: Severity

  static var names: String { Severity.allCases.map { "\($0)" }.joined(separator: ", ") }

  init?(argument: String) {
    guard let known = Severity.allCases.first(where: { "\($0)" == argument }) else { return nil }
    severity = known
  }
}
