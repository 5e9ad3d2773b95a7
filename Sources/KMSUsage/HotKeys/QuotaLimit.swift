/// A quota and the fewest requests in a second that reach the threshold.
package struct QuotaLimit {
  let quota: Double?
  /// No second reaches it where no quota is known.
  package let requests: Int

  /// - Parameters:
  ///   - names: whose quota it is.
  ///   - threshold: part of the quota, 0…1.
  ///   - quota: requests per second, nil when unknown; it is not asked for service load, which no
  ///     account is charged for.
  package init(
    of names: RatedNames,
    threshold: Double,
    quota: (_ account: String, _ region: String, _ family: String) -> Double?
  ) {
    let known = names.account.isEmpty ? nil : quota(names.account, names.region, names.family)
    self.init(quota: known, threshold: threshold)
  }

  init(quota: Double?, threshold: Double) {
    guard let quota, quota > 0, quota * threshold < 1e15 else {
      self.quota = quota.flatMap { $0 > 0 ? $0 : nil }
      requests = .max
      return
    }
    self.quota = quota
    // By division, as the utilisation itself is defined: 55 of 100 reaches 0.55, although
    // 0.55 × 100 is more than 55 in binary.
    var requests = max(1, Int(quota * threshold) - 1)
    while Double(requests) / quota < threshold { requests += 1 }
    self.requests = requests
  }
}
