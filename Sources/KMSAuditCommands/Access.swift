import ArgumentParser
import AuditEngine
import AuditReports
import FoundationEssentials

/// `kmsaudit access`.
struct Access: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What covered each cross-account use: which grant, which statement, or nothing.",
    discussion: """
      A row is one key, consumer account, principal, service and operation with one decision and \
      its basis, judged anew from the store: after an 'import' it says more. Decisions are

        grant         a grant in force covers it
        key-policy    a statement of the key policy allows it
        denied        KMS refused the call
        not-covered   nothing known covers it, and why
        undetermined  what would have to be known to tell

      Of a use that goes on beyond --since or --until the part within counts. --account is an \
      account that uses a key or owns it. 'kmsaudit explain' goes through one decision.

      Examples:
        kmsaudit access --decision not-covered
        kmsaudit access --account 111122223333 --since 2026-11-22 --until 2026-11-23
        kmsaudit access --key 1234abcd --format csv
      """
  )

  @OptionGroup(title: "Store") var stored: StoreOptions
  @OptionGroup(title: "Scope") var scope: ScopeOptions

  @Option(
    help: ArgumentHelp(
      "Only this decision; can be given several times: \(DecisionArgument.names).",
      valueName: "decision"
    )
  )
  var decision: [DecisionArgument] = []
  @OptionGroup var key: KeyOption
  @Option(help: "table, csv, json or markdown.") var format = ReportFormat.table

  init() {}

  func run() throws {
    var query = AccessQuery()
    query.scope = try scope.checked()
    query.key = key.key
    query.decisions = Set(decision.map(\.rawValue))
    try Failures.mapped(store: stored.store) {
      let answer = try Audit.access(
        query,
        store: stored.store,
        configuration: try stored.configuration(),
        jobs: ProcessInfo.processInfo.activeProcessorCount
      )
      Terminal.write(answer.bytes(format))
    }
  }
}

/// A decision on the command line.
enum DecisionArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
  case grant
  case keyPolicy = "key-policy"
  case denied
  case notCovered = "not-covered"
  case undetermined

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
