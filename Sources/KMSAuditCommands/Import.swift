import ArgumentParser
import AuditEngine
import AuditReports
import KMSAccess

/// `kmsaudit import`.
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Keep in the store what the AWS CLI prints of keys, grants, policies and accounts.",
    discussion: """
      A path is a file or a folder of any depth, of which the .json files are read. What a file \
      is, its content tells: the answer, as JSON and whole, of

        kms list-grants, get-key-policy, describe-key, list-aliases,
          list-key-rotations, get-key-rotation-status
        organizations list-accounts, describe-organization
        service-quotas list-service-quotas --service-code kms
        cloudtrail list-public-keys

      Where an answer does not name its key, account or Region, the file's name does:

        COMMAND[.ACCOUNT][.REGION][.KEYID][.POLICY].json
        list-grants.111122223333.eu-west-1.1234abcd-12ab-34cd-56ef-1234567890ab.json

      or a folder 111122223333/eu-west-1 above it. A key's id alone is enough when the logs or the \
      other files name only one key with it. 'kmsaudit export-commands' prints the commands that \
      make such files.

      An answer holds for its moment: --as-of, else the time of its file. Importing it again \
      changes nothing, and a scan keeps what was imported. A file that is no such answer is told \
      of and ends the run with status 2; the others are kept.

      Examples:
        kmsaudit import exports/
        kmsaudit import list-grants.json --as-of 2026-11-22T03:04:05Z
      """
  )

  @Argument(help: "Files and folders with answers of the AWS CLI.") var paths: [String]

  @Option(
    help: ArgumentHelp(
      "The moment they tell of, in UTC: 2026-11-22 or 2026-11-22T03:04:05Z (default: each file's).",
      valueName: "time"
    )
  )
  var asOf: TimeArgument?

  @Option(help: "The SQLite file that keeps the facts.", completion: .file())
  var store = "kmsaudit.sqlite"

  @Flag(help: "No summary; only errors.") var quiet = false

  init() {}

  func run() throws {
    try Failures.mapped(store: store) {
      let summary = try Audit.importExports(paths, asOf: asOf?.timestamp, store: store)
      for problem in summary.problems {
        Terminal.printError("kmsaudit: \(problem.path): \(problem.code): \(problem.reason)")
      }
      if !quiet { Terminal.print(summary.text(store: store)) }
      if summary.imported.isEmpty, summary.problems.isEmpty {
        Terminal.printError("kmsaudit: there was nothing to import; is this the right folder?")
      }
      let isClean = summary.problems.isEmpty && !summary.imported.isEmpty
      throw ExitCode(isClean ? 0 : 2)
    }
  }
}

extension ImportSummary {
  fileprivate func text(store: String) -> String {
    let kept = ExportKind.allCases.compactMap { kind in
      imported[kind].map { "  \($0) of \(kind.rawValue)" }
    }
    var lines = [
      "\(files) files: \(imported.values.reduce(0, +)) kept, \(repeated) say the same as another, "
        + "\(problems.count) not imported; \(leftOut) others left out"
    ]
    lines += kept
    lines += unknownQuotas.map { "quota left aside, its family is not known: \($0)" }
    lines.append("Store: \(store)")
    return lines.map(TerminalTable.safe).joined(separator: "\n")
  }
}
