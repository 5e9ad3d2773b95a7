/// A service or principal that made requests of an account near its quota, on the UTC day of the
/// account's peak.
///
/// Rates are kept by key alone: who made how many of them in a second is not known.
package struct HotCaller: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable { case service, principal }

  package var account: AccountRate
  /// "" for calls without a service in between, or a principal that no record tells.
  package var name: String
  /// Of the day, to the keys that the account used in the quota family.
  package var requests: Int
  package var throttled: Int
  /// All of the account in the quota family on that day.
  package var accountRequests: Int
  /// The requests of all callers are those of the account; else some of them may count against other
  /// quota families of the same keys.
  package var isExact: Bool

  package init(
    account: AccountRate,
    name: String,
    requests: Int,
    throttled: Int,
    accountRequests: Int,
    isExact: Bool
  ) {
    (self.account, self.name, self.requests) = (account, name, requests)
    (self.throttled, self.accountRequests) = (throttled, accountRequests)
    self.isExact = isExact
  }

  /// Those of one account, the most requests first.
  ///
  /// - Parameters:
  ///   - account: with its peak.
  ///   - total: its requests of the day in the quota family.
  ///   - uses: requests by name, in any order.
  /// - Returns: one for each name.
  package static func all(
    of account: AccountRate,
    requestsOfDay total: Int,
    _ uses: [(name: String, requests: Int, throttled: Int)]
  ) -> [HotCaller] {
    let isExact = uses.reduce(0) { $0 + $1.requests } == total
    return Dictionary(grouping: uses, by: \.name).map { name, own in
      HotCaller(
        account: account,
        name: name,
        requests: own.reduce(0) { $0 + $1.requests },
        throttled: own.reduce(0) { $0 + $1.throttled },
        accountRequests: total,
        isExact: isExact
      )
    }
    .sorted { ($1.requests, $0.name) < ($0.requests, $1.name) }
  }
}
