import ArgumentParser
import AuditEngine
import AuditReports
import CloudTrail
import FoundationEssentials
import KMSModel

/// `kmsaudit changes`.
struct Changes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What is new since a day: who uses a key, what was changed, which keys fell silent.",
    discussion: """
      Asks the store. A row is one change:

        new-consumer, new-principal, new-service
                            an account, principal or AWS service used the key for
                            the first time that the store knows of
        silent              the key was used in the days before --since, as many as
                            the period has and at least 7, and is not any more
        key-created, key-enabled, key-disabled, key-deleted
        deletion-scheduled, deletion-cancelled
        policy-changed
        grant-created, grant-ended
        rotation            switched on or off, asked for, done
        imported-material   imported, deleted, expired
        alias               made, moved, deleted
        multi-region        a replica was made, or another Region became the primary
        other               any other event that changes keys or custom key stores
        cannot-tell-new     use that may be new is left out, since the account and
                            Region have records on no more than half of the days
                            before
        cannot-tell-silent  logs of the account and Region are missing in the
                            period, so that what is not there may not have been seen

      Use is a cryptographic request that KMS did not refuse; 'kmsaudit access' has the refused \
      ones. Events are those that took effect, each once. What was used is kept by UTC days: \
      --since and --until are whole ones. --account is one that uses a key, owns or changes it.

      Examples:
        kmsaudit changes --since 2026-11-22
        kmsaudit changes --since 2026-11-01 --until 2026-12-01 --format csv
        kmsaudit changes --since 2026-11-22 --key 1234abcd
      """
  )

  @Option(help: "The store to ask.", completion: .file()) var store = "kmsaudit.sqlite"
  @OptionGroup(title: "Scope") var scope: ScopeOptions
  @OptionGroup var key: KeyOption
  @Option(help: "table, csv, json or markdown.") var format = ReportFormat.table

  init() {}

  func validate() throws {
    guard scope.since != nil else { throw ValidationError("--since DAY says where changes begin.") }
    try TimeArgument.requireDays([scope.since, scope.until])
  }

  func run() throws {
    let scope = try scope.checked()
    var query = ChangesQuery(since: scope.since?.day ?? 0)
    query.until = scope.until?.day
    query.lastDay = Timestamp.now.day
    (query.accounts, query.regions, query.key) = (scope.accounts, scope.regions, key.key)
    try Failures.mapped(store: store) {
      let jobs = ProcessInfo.processInfo.activeProcessorCount
      Terminal.write(try Audit.changes(query, store: store, jobs: jobs).bytes(format))
    }
  }
}
