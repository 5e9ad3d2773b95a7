import ArgumentParser
import CloudTrail

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
    if let wrong = account.first(where: { !Self.isAccount($0) }) {
      throw ValidationError("--account '\(wrong)' is not an account id of 12 digits.")
    }
    if let wrong = region.first(where: { !Self.isRegion($0) }) {
      throw ValidationError("--region '\(wrong)' is not a Region like eu-west-1.")
    }
    var scope = Scope()
    scope.since = since?.timestamp
    scope.until = until?.timestamp
    scope.accounts = Set(account)
    scope.regions = Set(region)
    return scope
  }

  private static func isAccount(_ text: String) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy(isDigit)
  }

  /// `eu-west-1`, `us-gov-east-1`: lower-case words and a number.
  private static func isRegion(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count >= 3, let number = parts.last, parts.allSatisfy({ !$0.isEmpty }) else {
      return false
    }
    return number.allSatisfy(isDigit)
      && parts.dropLast().joined().allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= $0 }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte
  }
}
