import ArgumentParser
import AuditEngine
import AuditReports
import FoundationEssentials
import KMSUsage

/// `kmsaudit usage`.
struct Usage: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Who used which key how much.",
    discussion: """
      A row adds up all use with the same account, key or whatever --by names, the most requests \
      first, with one of its events. Several make as many columns:

        account      who used the key       owner        the key's account
        key          the key                principal    role, user or service
        region       where                  service      the AWS service in between
        operation    what was done          day          of UTC
        resource     for what a service called: a bucket, volume, table or secret
        attribution  the rule that told the account (see README)

      A resource is told by the encryption context that the service sets, which is kept of \
      cross-account use of keys whose grants or policies ask for a context; the answer says how many \
      requests lack one.

      Use is kept by the UTC day. Of a bound within a day the uses of that day count that lie on its \
      inner side as a whole; how many requests lie across it is said. --account is an account that \
      uses a key or owns it.

      Examples:
        kmsaudit usage --top 10
        kmsaudit usage --by account,operation --key alias/payments --since 2026-11-01
        kmsaudit usage --by day --account 111122223333 --format csv
        kmsaudit usage --by service,resource --key 1234abcd
      """
  )

  @OptionGroup(title: "Store") var stored: StoreOptions
  @OptionGroup(title: "Scope") var scope: ScopeOptions
  @OptionGroup var key: KeyOption

  @Option(
    help: ArgumentHelp(
      "What to group by: \(DimensionList.names); several with commas (default: account,key).",
      valueName: "names"
    )
  )
  var by: [DimensionList] = []
  @OptionGroup var top: TopOption
  @Option(help: "table, csv, json or markdown.") var format = ReportFormat.table

  init() {}

  func validate() throws { _ = try dimensions() }

  func run() throws {
    var query = UsageQuery(by: try dimensions())
    query.scope = try scope.checked()
    query.key = key.key
    try Failures.mapped(store: stored.store) {
      let all = try Audit.usage(
        query,
        store: stored.store,
        configuration: try stored.configuration(),
        jobs: ProcessInfo.processInfo.activeProcessorCount
      )
      let answer = all.first(top.rows(format, of: all.sums.sums.count))
      Terminal.write(answer.bytes(format))
      // A CSV file has no place for them.
      if format == .csv { for remark in answer.remarks { Terminal.printError(remark) } }
    }
  }

  private func dimensions() throws -> [UseDimension] {
    let named = by.flatMap(\.dimensions)
    if let twice = named.first(where: { name in named.filter { $0 == name }.count > 1 }) {
      throw ValidationError("--by names \(twice.rawValue) twice.")
    }
    return named.isEmpty ? [.account, .key] : named
  }
}

/// What use is grouped by, as typed: `account,key`.
struct DimensionList: ExpressibleByArgument, Sendable {
  static var names: String { UseDimension.allCases.map(\.rawValue).joined(separator: ", ") }

  let dimensions: [UseDimension]

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    dimensions = names.compactMap { UseDimension(rawValue: String($0)) }
    if dimensions.count != names.count { return nil }
  }
}
