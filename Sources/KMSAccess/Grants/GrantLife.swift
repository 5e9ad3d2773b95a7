import KMSModel

/// What is known of a grant's life at a moment.
enum GrantPhase: Hashable {
  case notYetCreated
  case inForce
  /// It may be in force.
  case uncertain(GrantQuestion)
  /// Ended so shortly before that it may still work.
  case justEnded
  case over(GrantFailure)
}

extension Grant {
  /// Changes of grants settle within five minutes (KMS Developer Guide, Grants: eventual
  /// consistency).
  static let propagation: Int64 = 300

  /// The phases of its life and when each begins, sorted; the first has always been.
  ///
  /// Creation and end belong to it: within a second the log has no order.
  func life(_ watch: AccountWatch) -> [(from: Timestamp, phase: GrantPhase)] {
    let beginning = createdAt ?? listed?.lowerBound
    guard let beginning else { return [(Timestamp(.min), .uncertain(.creation))] }
    let before: GrantPhase = createdAt == nil ? .uncertain(.creation) : .notYetCreated
    let end = ending(lastKnown: max(beginning, listed?.upperBound ?? beginning), watch)
    var life: [(Timestamp, GrantPhase)] = [(Timestamp(.min), before), (beginning, .inForce)]
    life += end.map { (max($0.0, beginning), $0.1) }
    return life
  }

  private func ending(lastKnown: Timestamp, _ watch: AccountWatch) -> [(Timestamp, GrantPhase)] {
    if let endedAt {
      return [(endedAt + 1, .justEnded), (endedAt + Self.propagation, .over(.ended(endedAt)))]
    }
    if let missingAt {
      return [
        (lastKnown + 1, .uncertain(.end(after: lastKnown, before: missingAt))),
        (missingAt + Self.propagation, .over(.endedBetween(lastKnown, missingAt))),
      ]
    }
    guard watch.hasGaps, let key = KeyARN(keyARN),
      let loss = watch.loss(after: lastKnown, account: key.account, region: key.region)
    else { return [] }
    return [(loss.time, .uncertain(.records(loss.stretch)))]
  }
}

extension Timestamp {
  static func + (time: Timestamp, seconds: Int64) -> Timestamp {
    Timestamp(time.rawValue.addingReportingOverflow(seconds).partialValue)
  }

  /// Less than the time that a change takes to settle has passed since then.
  func isJustAfter(_ change: Timestamp) -> Bool {
    change <= self && self < change + Grant.propagation
  }
}
