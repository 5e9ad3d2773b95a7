import ArgumentParser
import AuditEngine
import AuditReports
import FoundationEssentials

/// `kmsaudit grants`.
struct Grants: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Every grant: whom it names, where it is known from, its use and its end.",
    discussion: """
      Use is counted where it crosses accounts: --unused shows grants to another account than the \
      key's that no end was seen of and that no use in the logs rests on. How far back the logs go \
      is in coverage.csv: a grant for a yearly job is unused in a month of logs.

      Examples:
        kmsaudit grants --external
        kmsaudit grants --unused --format csv
        kmsaudit grants --key 1234abcd
      """
  )

  @OptionGroup(title: "Store") var stored: StoreOptions

  @Flag(exclusivity: .exclusive) var choice: GrantChoice?
  @OptionGroup var key: KeyOption
  @Option(help: "table, csv, json or markdown.") var format = ReportFormat.table

  init() {}

  func run() throws {
    var query = GrantQuery()
    query.choice = choice?.choice ?? .all
    query.key = key.key
    try Failures.mapped(store: stored.store) {
      let answer = try Audit.grants(
        query,
        store: stored.store,
        configuration: try stored.configuration(),
        jobs: ProcessInfo.processInfo.activeProcessorCount
      )
      Terminal.write(answer.bytes(format))
    }
  }
}

/// Which grants, on the command line.
enum GrantChoice: String, EnumerableFlag {
  case unused, external, ended

  var choice: GrantQuery.Choice {
    switch self {
    case .unused: .unused
    case .external: .external
    case .ended: .ended
    }
  }

  static func help(for value: Self) -> ArgumentHelp? {
    switch value {
    case .unused: "Only grants to other accounts without an end and without use."
    case .external: "Only grants to accounts outside the organization."
    case .ended: "Only grants that ended."
    }
  }
}
