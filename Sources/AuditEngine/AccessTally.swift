import AuditFindings
import KMSAccess
import KMSModel
import KMSUsage

/// Moments of one use with one decision.
struct AccessTally {
  var requests = 0
  var denied = 0
  var failed = 0
  var first = Timestamp(.max)
  var last = Timestamp(.min)
  /// The widest of the statements that allow.
  var openTo = Openness.limited
  /// Of the earliest request that has one.
  var endedGrant: EndedGrant?

  mutating func take(_ decision: AccessDecision) {
    if case .keyPolicy(let basis) = decision { openTo = basis.openness }
  }

  mutating func add(_ other: AccessTally) {
    if other.openTo.rank > openTo.rank { openTo = other.openTo }
    if endedGrant == nil || other.first < first { endedGrant = other.endedGrant ?? endedGrant }

    requests += other.requests
    denied += other.denied
    failed += other.failed
    first = min(first, other.first)
    last = max(last, other.last)
  }

  mutating func add(_ count: Int, _ outcome: Outcome, at time: Timestamp) {
    requests += count
    if outcome == .denied { denied += count }
    if outcome == .failed { failed += count }
    first = min(first, time)
    last = max(last, time)
  }
}

extension CrossAccountRow {
  /// By the bytes of the columns, from left to right.
  ///
  /// One after the other: a list of them would be walked for each of many thousand rows.
  static func comesBefore(_ left: Self, _ right: Self) -> Bool {
    func precedes(_ one: String, _ other: String) -> Bool {
      one.utf8.lexicographicallyPrecedes(other.utf8)
    }
    if left.keyARN != right.keyARN { return precedes(left.keyARN, right.keyARN) }
    if left.keyAccount != right.keyAccount { return precedes(left.keyAccount, right.keyAccount) }
    if left.region != right.region { return precedes(left.region, right.region) }
    if left.consumerAccount != right.consumerAccount {
      return precedes(left.consumerAccount, right.consumerAccount)
    }
    if left.principal != right.principal { return precedes(left.principal, right.principal) }
    if left.service != right.service { return precedes(left.service, right.service) }
    if left.operation != right.operation { return precedes(left.operation, right.operation) }
    if left.decision != right.decision { return precedes(left.decision, right.decision) }
    return precedes(left.basis, right.basis)
  }
}
