import ArgumentParser
import AuditEngine
import AuditReports

/// `kmsaudit store check`.
struct StoreCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Whether the store is sound: SQLite's own check, references, values and sums.",
    discussion: """
      Reads everything: the pages and indices of the file by SQLite's integrity_check, every row \
      that another one names, every value, and the sums: the counters among each \
      other, and files, records, requests and the seconds of cross-account use against them.

      Ends with 0 when all is well and with 74 when anything is not, or could not be told.

      Examples:
        kmsaudit store check
        kmsaudit store check --format json
      """
  )

  @Option(help: "The store to check.", completion: .file()) var store = "kmsaudit.sqlite"
  @Option(help: "table or json.") var format = ListFormat.table

  init() {}

  func run() throws {
    try Failures.mapped(store: store) {
      let answer = try Audit.checkStore(store: store)
      Terminal.write(answer.bytes(format))
      if !answer.isGood { throw ExitCode(74) }
    }
  }
}
