import ArgumentParser
import AuditEngine
import AuditReports

/// `kmsaudit store info`.
struct StoreInfo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "What the store holds: days, files, requests, exports; its size and version.",
    discussion: """
      Examples:
        kmsaudit store info
        kmsaudit store info --tables --format json
      """
  )

  @Option(help: "The store to ask.", completion: .file()) var store = "kmsaudit.sqlite"
  @Flag(help: "Also the size of each table, for which the whole file is read.") var tables = false
  @Option(help: "table or json.") var format = ListFormat.table

  init() {}

  func run() throws {
    try Failures.mapped(store: store) {
      Terminal.write(try Audit.storeInfo(store: store, tables: tables).bytes(format))
    }
  }
}
