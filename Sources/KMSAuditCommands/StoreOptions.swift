import ArgumentParser
import AuditEngine

/// Which store to ask, and what its logs cannot tell.
struct StoreOptions: ParsableArguments {
  @Option(help: "The store to ask.", completion: .file()) var store = "kmsaudit.sqlite"

  @Option(
    help: ArgumentHelp(
      "The organization's own facts: quotas, account names, accounts; see README.",
      valueName: "file"
    ),
    completion: .file(extensions: ["yaml", "yml"])
  )
  var config: String?

  init() {}

  /// - Throws: `AuditError.configuration` for the file.
  func configuration() throws -> AuditConfiguration {
    guard let config else { return AuditConfiguration() }
    return try Audit.configuration(at: config)
  }
}
