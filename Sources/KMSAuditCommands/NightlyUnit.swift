import ArgumentParser
import AuditEngine
import AuditReports

/// `kmsaudit nightly-unit`.
struct NightlyUnit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nightly-unit",
    abstract: "Print a script for a nightly run, a systemd service and timer, and a cron table.",
    discussion: """
      The script fetches yesterday's and today's logs with 'aws s3 sync', a day's folder of an \
      account and Region at a time, so that a bucket of years takes no longer; then it scans. \
      Nothing is installed and nothing is called here.

      --from is the S3 URL of the folder that holds the folders of the accounts:

        s3://BUCKET/[PREFIX/]AWSLogs/o-ORGANIZATION/    of an organization trail
        s3://BUCKET/[PREFIX/]AWSLogs/                   of a trail of single accounts

      Examples:
        kmsaudit nightly-unit --from s3://trail/AWSLogs/o-exampleorgid/
        kmsaudit nightly-unit --from s3://trail/AWSLogs/ --time 04:15 --out night/
      """
  )

  @Option(help: ArgumentHelp("Where the trail lies in S3.", valueName: "url"))
  var from: String
  @Option(help: ArgumentHelp("The folder for the logs.", valueName: "dir"))
  var logs = "/var/lib/kmsaudit/logs"
  @Option(help: "The store.") var store = "/var/lib/kmsaudit/kmsaudit.sqlite"
  @Option(help: ArgumentHelp("The folder for the reports and the mail.", valueName: "dir"))
  var reports = "/var/lib/kmsaudit/reports"
  @Option(help: ArgumentHelp("A configuration file; see README.", valueName: "file"))
  var config: String?
  @Option(help: ArgumentHelp("Where this program will lie.", valueName: "file"))
  var program = "/usr/local/bin/kmsaudit"
  @Option(help: ArgumentHelp("Where the script will lie.", valueName: "file"))
  var script = "/usr/local/bin/kmsaudit-night"
  @Option(help: ArgumentHelp("Who runs it, with AWS credentials of its own.", valueName: "name"))
  var user = "kmsaudit"
  @Option(help: ArgumentHelp("When; of the timer in UTC.", valueName: "hh:mm"))
  var time = "03:30"
  @Option(
    help: ArgumentHelp("The folder for the files (default: they are printed).", valueName: "dir"),
    completion: .directory
  )
  var out: String?

  init() {}

  func run() throws {
    let plan = try plan()
    guard let out else { return Terminal.write(Array(plan.text.utf8)) }
    try Failures.mapped(store: store) {
      try Audit.write(plan, to: out)
      Terminal.print(plan.files.map { "\(out)/\($0.name)" }.joined(separator: "\n"))
    }
  }

  private func plan() throws -> NightlyPlan {
    let (hour, minute) = try clockTime()
    return NightlyPlan(
      source: try source(),
      logs: try absolute("--logs", logs),
      store: try absolute("--store", store),
      reports: try absolute("--reports", reports),
      configuration: try config.map { try absolute("--config", $0) },
      program: try absolute("--program", program),
      script: try absolute("--script", script),
      user: try userName(),
      hour: hour,
      minute: minute
    )
  }

  private func clockTime() throws -> (hour: Int, minute: Int) {
    guard let match = time.wholeMatch(of: #/([0-9]{2}):([0-9]{2})/#),
      let hour = Int(match.1), let minute = Int(match.2), hour < 24, minute < 60
    else { throw ValidationError("--time '\(time)' is not a time like 03:30.") }
    return (hour, minute)
  }

  private func userName() throws -> String {
    guard user.wholeMatch(of: #/[a-z_][a-z0-9_-]{0,30}/#) != nil else {
      throw ValidationError("--user '\(user)' is not the name of a user.")
    }
    return user
  }

  private func source() throws -> String {
    guard from.wholeMatch(of: #/s3://[a-z0-9][a-z0-9.-]*(/.*)?/#) != nil, Self.isPlain(from) else {
      throw ValidationError("--from '\(from)' is not a URL like s3://BUCKET/AWSLogs/.")
    }
    return from.hasSuffix("/") ? from : from + "/"
  }

  /// Units and cron tables know no current folder.
  private func absolute(_ option: String, _ path: String) throws -> String {
    guard path.hasPrefix("/"), Self.isPlain(path) else {
      throw ValidationError("\(option) '\(path)' is not an absolute path of plain characters.")
    }
    return path
  }

  private static func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
  }
}
