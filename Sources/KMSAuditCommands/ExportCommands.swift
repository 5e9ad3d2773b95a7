import ArgumentParser
import AuditEngine
import AuditFindings
import AuditReports

/// `kmsaudit export-commands`.
struct ExportCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export-commands",
    abstract: "Print the AWS CLI commands that fetch what the store is missing.",
    discussion: """
      For every key that scans saw in use and of which nothing was imported: its \
      description, policy and grants. For every account and Region: its aliases and quotas. Once: \
      the organization and its accounts. kmsaudit itself calls nothing.

      With --out there is a shell script for each account and Region, and one for the organization. \
      They need the AWS CLI, version 1 or 2, and credentials that may read: kms:DescribeKey, \
      kms:GetKeyPolicy, kms:ListKeyPolicies, kms:ListGrants, kms:ListAliases and \
      servicequotas:ListServiceQuotas in each account; organizations:DescribeOrganization and \
      organizations:ListAccounts in the management account. What is refused is told and passed \
      over; what is there already is not fetched again.

      Examples:
        kmsaudit export-commands
        kmsaudit export-commands --out exports/
        cd exports && AWS_PROFILE=audit sh export-111122223333-eu-west-1.sh
        kmsaudit import exports/
      """
  )

  @Option(help: "The store to ask.", completion: .file()) var store = "kmsaudit.sqlite"

  @Option(
    help: ArgumentHelp("The folder for the scripts (default: they are printed).", valueName: "dir"),
    completion: .directory
  )
  var out: String?

  init() {}

  func run() throws {
    try Failures.mapped(store: store) {
      let missing = try Audit.missingExports(store: store)
      let scripts = ExportScript.all(missing)
      if missing.leftOut > 0 {
        Terminal.printError(
          "kmsaudit: \(missing.leftOut) keys or accounts left out: not of the form that AWS gives them"
        )
      }
      guard let out else {
        Terminal.write(Array(ExportScript.joined(scripts).utf8))
        return
      }
      try Audit.write(scripts, to: out)
      Terminal.print(
        scripts.isEmpty
          ? "Nothing is missing." : scripts.map { "\(out)/\($0.fileName)" }.joined(separator: "\n")
      )
    }
  }
}
