/// A quota that the user states for some accounts, Regions or families; nil stands for any.
package struct QuotaOverride: Hashable, Sendable {
  package var account: String?
  package var region: String?
  package var family: String?
  package var requestsPerSecond: Double

  package init(
    account: String? = nil,
    region: String? = nil,
    family: String? = nil,
    requestsPerSecond: Double
  ) {
    self.account = account
    self.region = region
    self.family = family
    self.requestsPerSecond = requestsPerSecond
  }

  fileprivate func applies(_ account: String, _ region: String, _ family: String) -> Bool {
    (self.account ?? account) == account && (self.region ?? region) == region
      && (self.family ?? family) == family
  }

  /// The more fields are given the more specific; of equally many, the account weighs most, then
  /// the family.
  fileprivate var specificity: Int {
    func weight(_ field: String?, _ value: Int) -> Int { field == nil ? 0 : 8 + value }
    return weight(account, 3) + weight(family, 2) + weight(region, 1)
  }
}

/// What a value of Service Quotas is the quota of.
package struct AppliedQuota: Hashable, Sendable {
  package var account: String
  package var region: String
  package var family: String

  package init(account: String, region: String, family: String) {
    self.account = account
    self.region = region
    self.family = family
  }
}

/// Request quotas per second: AWS's defaults under what Service Quotas told, under the user's own
/// values.
package struct QuotaTable: Sendable {
  private let overrides: [QuotaOverride]
  private let applied: [AppliedQuota: Double]

  /// - Parameters:
  ///   - overrides: the user's own. The most specific that applies wins, of equal ones the last.
  ///   - applied: what Service Quotas told, where no value of the user's applies.
  package init(overrides: [QuotaOverride] = [], applied: [AppliedQuota: Double] = [:]) {
    self.overrides = overrides.sorted { $0.specificity < $1.specificity }
    self.applied = applied
  }

  /// - Returns: nil when no quota of the family is known.
  package func requestsPerSecond(account: String, region: String, family: String) -> Double? {
    overrides.last { $0.applies(account, region, family) }?.requestsPerSecond
      ?? applied[AppliedQuota(account: account, region: region, family: family)]
      ?? Self.byDefault(region: region, family: family)
  }

  private static func byDefault(region: String, family: String) -> Double? {
    if family == QuotaFamily.symmetric {
      return symmetricByRegion[region] ?? symmetricElsewhere
    }
    if family.hasPrefix(QuotaFamily.customKeyStorePrefix) { return customKeyStore }
    if family.hasPrefix(QuotaFamily.keyPairPrefix) {
      let spec = String(family.dropFirst(QuotaFamily.keyPairPrefix.count))
      return (region.hasPrefix("cn-") ? keyPairInChina[spec] : nil) ?? keyPair[spec]
    }
    if let known = sharedFamily[family] ?? ofOperation[family] { return known }
    // The remaining operations of the control plane share one value, not one quota.
    return Operation.named(family).flatMap { $0.isCryptographic ? nil : remainingOperation }
  }
}
