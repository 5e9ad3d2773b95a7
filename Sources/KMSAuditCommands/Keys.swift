import ArgumentParser
import AuditEngine
import AuditReports
import FoundationEssentials

/// `kmsaudit keys`.
struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Every key: owner, aliases, state, rotation, who uses and who administers it.",
    discussion: """
      A row is a key that the logs or an export name. State, aliases, rotation and multi-Region family \
      are the last that events and exports tell; 'describe-key', 'list-aliases' and the like, imported, \
      tell what is older than the logs. What nothing tells is said to be unknown. JSON names the event \
      or the file behind each fact.

      Use is that of cryptographic operations which succeeded:

        local    by the key's own account alone
        central  by other accounts alone
        mixed    by both
        none     none was seen

      Administrators changed the key, its policy or its aliases; those that also used the key are \
      marked, since both are better kept apart. --since and --until choose the use; --account is an \
      account that owns a key or uses it.

      Examples:
        kmsaudit keys --account 111122223333
        kmsaudit keys --key alias/payments --since 2026-11-01
        kmsaudit keys --format csv
      """
  )

  @OptionGroup(title: "Store") var stored: StoreOptions
  @OptionGroup(title: "Scope") var scope: ScopeOptions
  @OptionGroup var key: KeyOption
  @Option(help: "table, csv, json or markdown.") var format = ReportFormat.table

  init() {}

  func run() throws {
    var query = KeyQuery()
    query.scope = try scope.checked()
    query.key = key.key
    try Failures.mapped(store: stored.store) {
      let answer = try Audit.keys(
        query,
        store: stored.store,
        configuration: try stored.configuration(),
        jobs: ProcessInfo.processInfo.activeProcessorCount
      )
      Terminal.write(answer.bytes(format))
      // A CSV file has no place for them.
      if format == .csv { for remark in answer.remarks { Terminal.printError(remark) } }
    }
  }
}
