package import KMSModel

/// One charged account, Region, quota family and key: a row of `hot-keys.csv`.
package struct HotKey: Hashable, Sendable {
  /// "" for a service's own call without an account; then no quota is known and nothing is hot.
  package var chargedAccount: String
  package var region: String
  package var quotaFamily: String
  /// "" for requests that name no key.
  package var keyARN: String
  package var requests: Int
  /// Most requests of the account to the key in one second, and the earliest such second.
  package var peakRPS: Int
  package var peakAt: Timestamp
  /// The same over all keys of that account, Region and family.
  package var accountPeakRPS: Int
  package var accountPeakAt: Timestamp
  /// Requests per second; nil when no quota is known for the family or nobody is charged.
  package var quotaRPS: Double?
  /// `accountPeakRPS / quotaRPS`.
  package var accountPeakUtilization: Double?
  /// The key's part of the account's rate in `accountPeakAt`, 0…1.
  package var keyShareOfAccountPeak: Double
  /// Seconds in which the account had reached the threshold and used the key; nil where it had, and
  /// only the hours are kept.
  package var secondsOverThreshold: Int?
  package var throttled: Int
  /// Throttled, or with a material share in a second in which the account had reached the threshold;
  /// nil where the hours that are kept do not tell.
  package var isHot: Bool?

  package init(
    chargedAccount: String,
    region: String,
    quotaFamily: String,
    keyARN: String,
    requests: Int,
    peakRPS: Int,
    peakAt: Timestamp,
    accountPeakRPS: Int,
    accountPeakAt: Timestamp,
    quotaRPS: Double?,
    accountPeakUtilization: Double?,
    keyShareOfAccountPeak: Double,
    secondsOverThreshold: Int?,
    throttled: Int,
    isHot: Bool?
  ) {
    self.chargedAccount = chargedAccount
    self.region = region
    self.quotaFamily = quotaFamily
    self.keyARN = keyARN
    self.requests = requests
    self.peakRPS = peakRPS
    self.peakAt = peakAt
    self.accountPeakRPS = accountPeakRPS
    self.accountPeakAt = accountPeakAt
    self.quotaRPS = quotaRPS
    self.accountPeakUtilization = accountPeakUtilization
    self.keyShareOfAccountPeak = keyShareOfAccountPeak
    self.secondsOverThreshold = secondsOverThreshold
    self.throttled = throttled
    self.isHot = isHot
  }
}

extension HotKey {
  /// Report order: highest utilisation first (unknown last), then the largest share, then by text.
  package static func comesBefore(_ left: Self, _ right: Self) -> Bool {
    let weights = (left.accountPeakUtilization ?? -1, left.keyShareOfAccountPeak)
    let others = (right.accountPeakUtilization ?? -1, right.keyShareOfAccountPeak)
    if weights != others { return weights > others }
    return (left.keyARN, left.chargedAccount, left.region, left.quotaFamily)
      < (right.keyARN, right.chargedAccount, right.region, right.quotaFamily)
  }
}

/// When a key counts as hot, and which seconds are looked at.
package struct HotKeyCriteria: Hashable, Sendable {
  /// Utilisation of the account's quota, 0…1, from which a second counts.
  package var threshold = 0.8
  /// Part of the account's rate in such a second that is material, 0…1.
  package var share = 0.1
  /// First second looked at.
  package var since: Timestamp?
  /// First second no longer looked at.
  package var until: Timestamp?

  package init() {}
}
