import ArgumentParser
import AuditEngine
import AuditReports
import KMSModel
import KMSUsage

/// `kmsaudit store prune`.
struct StorePrune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Fold rates to hours, and remove use, that have passed their age.",
    discussion: """
      A scan does this by itself (--keep-rates, --keep-use); here it is done with other ages, or \
      looked at before. Ages count back from the last day in the store, not from today.

      Of rates folded, requests, peaks and throttling are kept hour by hour, no longer the seconds. \
      Of use removed nothing is kept but that its files were read. Grants, key policies, aliases and \
      exports are never removed. The days of which a scan still joins copies (its --retention) are \
      left alone, and what is folded or removed does not come back.

      Examples:
        kmsaudit store prune --dry-run
        kmsaudit store prune --rates 90 --use all
      """
  )

  @Option(help: "The store to prune.", completion: .file()) var store = "kmsaudit.sqlite"
  @Option(help: KeptAge.help("Days for which every second of rates is kept"))
  var rates = KeptAge(days: 35)
  @Option(help: KeptAge.help("Days for which use is kept")) var use = KeptAge(days: 400)
  @Flag(help: "Only say what would be done.") var dryRun = false
  @Option(help: "table or json.") var format = ListFormat.table

  init() {}

  func run() throws {
    try Failures.mapped(store: store) {
      let answer = try Audit.prune(
        store: store,
        Retention(rates, use),
        lastDay: Timestamp.lastPlausibleDay,
        isDryRun: dryRun
      )
      Terminal.write(answer.bytes(format))
    }
  }
}

/// How long something is kept: a number of days, or `all` for ever.
struct KeptAge: ExpressibleByArgument, CustomStringConvertible {
  let days: Int32?

  init(days: Int32?) { self.days = days }

  init?(argument: String) {
    if argument == "all" {
      days = nil
    } else if let number = Int32(argument), (0...Self.longest).contains(number) {
      days = number
    } else {
      return nil
    }
  }

  var description: String { days.map { "\($0)" } ?? "all" }
  var defaultValueDescription: String { description }

  static func help(_ what: String) -> ArgumentHelp {
    ArgumentHelp("\(what), or all.", valueName: "days")
  }

  /// A hundred years.
  private static let longest: Int32 = 36_525
}

extension Retention {
  init(_ rates: KeptAge, _ use: KeptAge) {
    self.init()
    (self.rates, self.use) = (rates.days, use.days)
  }
}
