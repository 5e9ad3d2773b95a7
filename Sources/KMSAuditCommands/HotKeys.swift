import ArgumentParser
import AuditEngine
import AuditReports
import CloudTrail
import KMSModel
import KMSUsage

/// `kmsaudit hot-keys`.
struct HotKeys: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Which keys carry the load of accounts near their KMS request quota.",
    discussion: """
      With paths it reads those logs; without it asks the store. On a terminal a line of marks \
      shows how the rate of a row went over the period.

      --by account puts the keys of an account, Region and quota family together. --by service \
      and --by principal show who made the requests of the accounts that reached the threshold or \
      were throttled. Rates are kept by key alone, so these are counts of the whole UTC day of \
      the account's peak and no rates, and --since and --until are whole days.

      --at shows every second around a moment: the account's requests, the part of the quota, the \
      key with the most requests, and how many were throttled. --top then counts accounts \
      (default: 3 in a table).

      Examples:
        kmsaudit hot-keys --top 10
        kmsaudit hot-keys AWSLogs/111122223333 --threshold 0.5 --format csv
        kmsaudit hot-keys --by account --since 2026-11-01
        kmsaudit hot-keys --by principal --account 111122223333
        kmsaudit hot-keys --at 2026-11-22T03:04:05Z --window 10
      """
  )

  @Argument(help: "Log files and folders; none to ask the store.") var paths: [String] = []
  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Reading") var reading: ReadingOptions

  @Option(help: "The store to ask.", completion: .file()) var store = "kmsaudit.sqlite"
  @Option(help: "What a row is: key, account, service or principal.") var by = HotRow.key
  @Option(
    help: ArgumentHelp("Show the seconds around this one in UTC.", valueName: "time")
  )
  var at: TimeArgument?
  @Option(help: ArgumentHelp("So many seconds before and after --at.", valueName: "seconds"))
  var window: Int64 = 30
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
    guard (0...900).contains(window) else {
      throw ValidationError("--window is a number of seconds from 0 to 900.")
    }
    let (since, until) = (input.scope.since, input.scope.until)
    if at != nil, by != .key || since != nil || until != nil {
      throw ValidationError("--at goes without --by, --since and --until.")
    }
    if by == .service || by == .principal { try TimeArgument.requireDays([since, until]) }
  }

  func run() throws {
    var selection = try input.selection(of: paths)
    if let seconds {
      selection.scope.since = seconds.lowerBound
      selection.scope.until = Timestamp(seconds.upperBound.rawValue + 1)
    }
    try Failures.mapped(store: store) { Terminal.write(try answer(selection)) }
  }

  private var seconds: ClosedRange<Timestamp>? {
    at.map { at in
      let time = at.timestamp.rawValue
      return Timestamp(time - window)...Timestamp(time + window)
    }
  }

  private func answer(_ selection: InputSelection) throws -> [UInt8] {
    let rates = try rates(selection)
    let query = query(selection.scope)
    let shown = top.rows(format, of: .max)
    let sparks = format == .table ? Terminal.sparks : nil
    if let seconds {
      return try rates.seconds(query, seconds).first(top.rows(format, of: .max, inTable: 3))
        .bytes(format)
    }
    switch by {
    case .key:
      return try rates.hotKeys(query, courseOf: sparks == nil ? 0 : shown).first(shown)
        .bytes(format, sparks: sparks)
    case .account:
      return try rates.hotAccounts(query, courseOf: sparks == nil ? 0 : shown).first(shown)
        .bytes(format, sparks: sparks)
    case .service: return try rates.hotCallers(query, by: .service).first(shown).bytes(format)
    case .principal:
      return try rates.hotCallers(query, by: .principal).first(shown).bytes(format)
    }
  }

  private func rates(_ selection: InputSelection) throws -> RatedStore {
    let request = try reading.request(for: selection, store: .memory)
    if selection.paths.isEmpty {
      return try Audit.rates(store: store, configuration: request.configuration)
    }
    return try Session(quiet: reading.quiet).run { progress throws(AuditError) in
      try Audit.rates(in: request, progress: progress)
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

/// What a row of `hot-keys` is, on the command line.
enum HotRow: String, ExpressibleByArgument, CaseIterable {
  case key, account, service, principal
}

extension ReportFormat: ExpressibleByArgument {}
