import ArgumentParser
import AuditEngine

/// `kmsaudit store vacuum`.
struct StoreVacuum: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vacuum",
    abstract: "Pack the store anew and give back what deleted rows left free.",
    discussion: """
      A scan fills what is free before the file grows, so this is worth its time only after the \
      store has lost much. It writes the whole store once more: the disk must have room for two. \
      Whatever ends it early, the store is as it was.

      Examples:
        kmsaudit store vacuum
      """
  )

  @Option(help: "The store to pack.", completion: .file()) var store = "kmsaudit.sqlite"

  init() {}

  func run() throws {
    try Failures.mapped(store: store) {
      let (before, after) = try Audit.vacuum(store: store)
      Terminal.print("\(before - after) bytes given back: \(before) before, \(after) now")
    }
  }
}
