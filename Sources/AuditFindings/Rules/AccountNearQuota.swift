import KMSModel
import KMSUsage

/// An account reached the threshold of a request quota.
///
/// High when the measured rate, a lower bound, reached the quota itself: requests are being refused
/// or are about to be. Medium below. The count is the requests of the peak second; the evidence are
/// uses of the keys that carried it.
enum AccountNearQuota: FindingRule {
  static let rule = Rule(
    id: "account-near-quota",
    title: "Account near its KMS request quota",
    controls: ["NIST SP 800-53 r5 si-4", "SOC 2 CC7.2"],
    remedy: """
      Cache data keys (S3 Bucket Keys, data key caching), spread the load, or ask for a higher \
      quota.
      """
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    let near = facts.hotKeys.filter {
      ($0.accountPeakUtilization ?? 0) >= facts.run.threshold
    }
    let groups = Dictionary(grouping: near) { [$0.chargedAccount, $0.region, $0.quotaFamily] }
    let examples = exampleEvents(of: near, in: facts)
    return groups.compactMap { place, keys in
      guard let first = keys.first, let quota = first.quotaRPS else { return nil }
      var seen = Sightings()
      seen.add(
        first.accountPeakRPS,
        first: first.accountPeakAt,
        last: first.accountPeakAt,
        eventID: ""
      )
      for key in keys where key.isHot == true {
        for id in examples[KeyOfAccount(key)] ?? [] {
          seen.add(0, first: nil, last: nil, eventID: id)
        }
      }
      return finding(
        Double(first.accountPeakRPS) >= quota ? .high : .medium,
        subject: place.joined(separator: " "),
        summary: summary(first, keys),
        seen,
        orElse: "hot-keys.csv"
      )
    }
  }

  private static func summary(_ first: HotKey, _ keys: [HotKey]) -> String {
    let hot = keys.filter { $0.isHot == true }
    let named = hot.prefix(5).map {
      "\($0.keyARN.isEmpty ? "requests without a key" : $0.keyARN) "
        + "(share \(fourDecimals($0.keyShareOfAccountPeak)))"
    }
    return """
      At \(first.accountPeakAt) the account made at least \(first.accountPeakRPS) requests in one \
      second, \(fourDecimals(first.accountPeakUtilization ?? 0)) of its quota. \
      Hot keys: \(named.isEmpty ? "none" : named.joined(separator: ", "))\
      \(hot.count > 5 ? " and others" : "").
      """
  }

  /// As in `hot-keys.csv`.
  private static func fourDecimals(_ value: Double) -> String {
    let scaled = Int((value * 10000).rounded())
    let decimals = String(scaled % 10000)
    return "\(scaled / 10000)." + String(repeating: "0", count: 4 - decimals.count) + decimals
  }

  private struct KeyOfAccount: Hashable {
    let account, region, key, kind: String

    init(_ row: HotKey) {
      (account, region, key) = (row.chargedAccount, row.region, row.keyARN)
      kind = Self.kind(row.quotaFamily)
    }

    init(_ row: UsageRow) {
      (account, region, key) = (row.consumerAccount, row.region, row.keyARN)
      kind = Self.kind(row.operation)
    }

    /// The same for a quota family and the operations that may count against it: which of the
    /// families that share operations a use counted against depends on the key's spec, which no row
    /// has.
    private static func kind(_ name: String) -> String {
      let pair = "GenerateDataKeyPair"
      if name.hasPrefix(pair) { return pair }
      let isShared =
        name.isCryptographicOperation || name.hasPrefix(QuotaFamily.customKeyStorePrefix)
        || QuotaFamily.ofSeveralOperations.contains(name)
      return isShared ? QuotaFamily.symmetric : name
    }
  }

  private static func exampleEvents(
    of rows: [HotKey],
    in facts: AuditFacts
  ) -> [KeyOfAccount: [String]] {
    let wanted = Set(rows.filter { $0.isHot == true }.map(KeyOfAccount.init))
    return RowGroup.groups(
      of: facts.usage,
      where: { wanted.contains(KeyOfAccount($0)) },
      by: KeyOfAccount.init
    ).mapValues { $0.map(\.exampleEventID) }
  }
}
