import AuditFindings
import CloudTrail
import KMSModel
import KMSUsage

/// What was asked of a scan, kept with its facts as names and values.
extension RunSummary {
  /// Of the moment at which the scan began: in the store alone, since the same logs give the same
  /// reports whenever they are read.
  static let startedName = "started"
  /// Of the first and the last day of the scan's report.
  static let reportedName = "reported"

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

extension LoadedFacts {
  /// The days that the report is about, as the store keeps them.
  var daysText: String {
    let days = stored.coverage.map { Int32(clamping: $0.hour / 24) }
    let all = (days.min() ?? 0)...(days.max() ?? 0)
    let reported = part.days ?? all
    return "\(reported.lowerBound) \(reported.upperBound)"
  }
}

extension [String: String] {
  /// The days that the last scan's report was about; nil where it is not known.
  var reportedDays: ClosedRange<Int32>? {
    let days = self[RunSummary.reportedName, default: ""].split(separator: " ").compactMap {
      Int32($0)
    }
    guard days.count == 2, days[0] <= days[1] else { return nil }
    return days[0]...days[1]
  }
}
