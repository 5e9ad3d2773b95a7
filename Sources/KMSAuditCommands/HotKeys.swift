import ArgumentParser
import AuditEngine
import AuditReports
import CloudTrail
import KMSUsage

/// `kmsaudit hot-keys`.
struct HotKeys: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Which keys carry the load of accounts near their KMS request quota.",
    discussion: """
      With paths it reads those logs; without it asks the store.

      Examples:
        kmsaudit hot-keys --top 10
        kmsaudit hot-keys AWSLogs/111122223333 --threshold 0.5 --format csv
      """
  )

  @Argument(help: "Log files and folders; none to ask the store.") var paths: [String] = []
  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Reading") var reading: ReadingOptions

  @Option(help: "The store to ask.", completion: .file()) var store = "kmsaudit.sqlite"
  @OptionGroup var top: TopOption
  @Option(help: "Part of the quota from which on an account is near it, 0 to 1.")
  var threshold: Double?
  @OptionGroup var key: KeyOption
  @Option(help: "table, csv, json or markdown.") var format = ReportFormat.table

  init() {}

  func validate() throws {
    if let threshold, !(threshold > 0 && threshold <= 1) {
      throw ValidationError("--threshold is above 0 and at most 1.")
    }
  }

  func run() throws {
    let selection = try input.selection(of: paths)
    try Failures.mapped(store: store) {
      let request = try reading.request(for: selection, store: .memory)
      let answer =
        selection.paths.isEmpty
        ? try Audit.hotKeys(
          query(selection.scope),
          store: store,
          configuration: request.configuration
        )
        : try Session(quiet: reading.quiet).run { progress throws(AuditError) in
          try Audit.hotKeys(query(selection.scope), in: request, progress: progress)
        }
      let shown = answer.first(top.rows(format, of: answer.rows.count))
      Terminal.write(shown.bytes(format))
    }
  }

  private func query(_ scope: Scope) -> HotKeyQuery {
    var query = HotKeyQuery()
    query.scope = scope
    query.key = key.key
    query.threshold = threshold
    return query
  }
}

extension ReportFormat: ExpressibleByArgument {}

extension HotKeysAnswer {
  fileprivate func first(_ count: Int) -> HotKeysAnswer {
    HotKeysAnswer(
      rows: Array(rows.prefix(count)),
      threshold: threshold,
      share: share,
      kept: kept
    )
  }
}
