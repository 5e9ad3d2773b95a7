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
  static func comesBefore(_ left: Self, _ right: Self) -> Bool {
    for text in order {
      let (one, other) = (text(left), text(right))
      if one != other { return one.utf8.lexicographicallyPrecedes(other.utf8) }
    }
    return false
  }

  private static let order: [@Sendable (Self) -> String] = [
    { $0.keyARN }, { $0.keyAccount }, { $0.region }, { $0.consumerAccount }, { $0.principal },
    { $0.service }, { $0.operation }, { $0.decision }, { $0.basis },
  ]
}
