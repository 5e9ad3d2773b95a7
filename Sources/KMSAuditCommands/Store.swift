import ArgumentParser
import AuditReports

/// `kmsaudit store`.
struct Store: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look after the store: what it holds, whether it is sound, how large it is.",
    discussion: """
      The store is one SQLite file. A run that is killed, or whose disk is full, leaves it as it \
      was: what such a run left is undone by whoever opens the store next.

      Examples:
        kmsaudit store info
        kmsaudit store check --store /var/lib/kmsaudit/kmsaudit.sqlite
        kmsaudit store prune --dry-run
        kmsaudit store vacuum
      """,
    subcommands: [StoreInfo.self, StoreCheck.self, StorePrune.self, StoreVacuum.self]
  )

  init() {}
}

extension ListFormat: ExpressibleByArgument {}
