import ArgumentParser
import AuditEngine
import AuditReports
import KMSModel

/// `kmsaudit doctor`.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Whether the nightly run is in good health, and what to do where it is not.",
    discussion: """
      It looks at

        store          it opens, and SQLite finds no damage (store check looks closer)
        last scan      not older than 36 hours
        clock          no record and no scan is of a time to come
        last nights    the 7 days before today, of accounts and Regions with records
                       on most of them: no day is missing
        files          those of these days were read to their end
        exports        the newest is not older than 30 days
        disk           room for the store once more
        configuration  the file is well-formed

      and says of each what it found and what to do. Ends with 0 when nothing needs to be done and \
      with 1 when something does or cannot be told.

      Examples:
        kmsaudit doctor
        kmsaudit doctor --store night.sqlite --config kmsaudit.yaml
        kmsaudit doctor --format json
      """
  )

  @OptionGroup(title: "Store") var stored: StoreOptions
  @Option(help: "table or json.") var format = ListFormat.table

  init() {}

  func run() throws {
    let query = DoctorQuery(store: stored.store, configuration: stored.config, now: .now)
    let answer = Audit.doctor(query)
    Terminal.write(answer.bytes(format))
    if !answer.isGood { throw ExitCode(1) }
  }
}
