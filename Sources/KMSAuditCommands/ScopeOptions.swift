import ArgumentParser
import CloudTrail
import KMSModel

/// Days, accounts and Regions; what is not given is not restricted.
struct ScopeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "First moment of event time, in UTC: 2026-11-22 or 2026-11-22T03:04:05Z.",
      valueName: "time"
    )
  )
  var since: TimeArgument?

  @Option(
    help: ArgumentHelp(
      "First moment after the last: --since 2026-11-22 --until 2026-11-23 is one day.",
      valueName: "time"
    )
  )
  var until: TimeArgument?

  @Option(
    help: ArgumentHelp("Only this account's records; can be given several times.", valueName: "id")
  )
  var account: [String] = []

  @Option(
    help: ArgumentHelp("Only this Region; can be given several times.", valueName: "region")
  )
  var region: [String] = []

  init() {}

  func checked() throws -> Scope {
    if let since, let until, since.timestamp >= until.timestamp {
      throw ValidationError("--since \(since.timestamp) is not before --until \(until.timestamp).")
    }
    if let wrong = account.first(where: { !AccountID.isValid($0) }) {
      throw ValidationError("--account '\(wrong)' is not an account id of 12 digits.")
    }
    if let wrong = region.first(where: { !RegionName.isValid($0) }) {
      throw ValidationError("--region '\(wrong)' is not a Region like eu-west-1.")
    }
    var scope = Scope()
    scope.since = since?.timestamp
    scope.until = until?.timestamp
    scope.accounts = Set(account)
    scope.regions = Set(region)
    return scope
  }
}
