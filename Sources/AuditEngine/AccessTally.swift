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

  /// The smallest id of an event that is one of these requests for certain; "" where none is known.
  private(set) var exampleEventID = ""

  mutating func take(_ decision: AccessDecision) {
    if case .keyPolicy(let basis) = decision { openTo = basis.openness }
  }

  mutating func add(_ other: AccessTally) {
    if other.openTo.rank > openTo.rank { openTo = other.openTo }
    if endedGrant == nil || other.first < first { endedGrant = other.endedGrant ?? endedGrant }

    keepExample(other.exampleEventID)
    requests += other.requests
    denied += other.denied
    failed += other.failed
    first = min(first, other.first)
    last = max(last, other.last)
  }

  mutating func keepExample(_ id: String) {
    guard !id.isEmpty else { return }
    if exampleEventID.isEmpty || id.utf8.lexicographicallyPrecedes(exampleEventID.utf8) {
      exampleEventID = id
    }
  }

  /// Requests from the first of them to the last.
  mutating func add(_ count: Int, _ outcome: Outcome, _ times: ClosedRange<Timestamp>) {
    requests += count
    if outcome == .denied { denied += count }
    if outcome == .failed { failed += count }
    first = min(first, times.lowerBound)
    last = max(last, times.upperBound)
  }
}

extension AccessTally {
  /// What a table tells alike is one row of it, whatever else stands behind.
  static func rows(
    _ tallies: [AccessDecision: AccessTally]
  ) -> [(decision: AccessDecision, tally: AccessTally)] {
    var rows: [(decision: AccessDecision, tally: AccessTally)] = []
    for (decision, tally) in tallies {
      var tally = tally
      tally.take(decision)
      let alike = rows.firstIndex {
        $0.decision.text == decision.text && $0.decision.basis == decision.basis
      }
      guard let alike else {
        rows.append((decision, tally))
        continue
      }
      rows[alike].tally.add(tally)
    }
    return rows
  }
}

extension NotJudgedSingly {
  mutating func add(_ other: Self) {
    inCommon += other.inCommon
    withoutDetails += other.withoutDetails
  }

  /// What KMS refused is not judged.
  mutating func add(inCommon moments: ArraySlice<AccessFact>) {
    for moment in moments where moment.contextIsCommon && moment.outcome != .denied {
      moment.seconds.forEach { inCommon += $1 }
    }
  }

  mutating func add(withoutDetails tallies: [AccessDecision: AccessTally]) {
    for (decision, tally) in tallies {
      if case .undetermined = decision { withoutDetails += tally.requests }
    }
  }
}
