import AuditFindings
import CloudTrail
import KMSModel
import KMSUsage

/// What was asked of a scan, kept with its facts as names and values.
extension RunSummary {
  /// Of the moment at which the scan began: in the store alone, since the same logs give the same
  /// reports whenever they are read.
  static let startedName = "started"

  init(_ request: ScanRequest, skipped: [String: Int]) {
    self.init()
    version = request.version
    skippedByReason = skipped
    since = request.input.scope.since?.description ?? ""
    until = request.input.scope.until?.description ?? ""
    accounts = request.input.scope.accounts.sorted()
    regions = request.input.scope.regions.sorted()
  }

  var stored: [String: String] {
    var values = [
      "version": version, "since": since, "until": until,
      "accounts": accounts.joined(separator: " "), "regions": regions.joined(separator: " "),
    ]
    for (reason, count) in skippedByReason { values["skipped.\(reason)"] = String(count) }
    return values
  }

  init(stored values: [String: String], _ facts: UsageFacts, _ configuration: AuditConfiguration) {
    self.init()
    version = values["version"] ?? ""
    since = values["since"] ?? ""
    until = values["until"] ?? ""
    accounts = (values["accounts"] ?? "").split(separator: " ").map(String.init)
    regions = (values["regions"] ?? "").split(separator: " ").map(String.init)
    for (name, value) in values where name.hasPrefix("skipped.") {
      skippedByReason[String(name.dropFirst("skipped.".count))] = Int(value)
    }
    counters = facts.counters
    diagnostics = facts.diagnostics
    quotaTableDate = QuotaTable.date
    threshold = configuration.threshold
    share = configuration.share
    accountNames = configuration.accountNames
    organizationAccounts = configuration.organizationAccounts
    serviceAccounts = Set(configuration.serviceAccounts.keys)
  }
}
