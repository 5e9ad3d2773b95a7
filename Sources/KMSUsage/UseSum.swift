package import KMSModel

/// What use may be grouped by.
package enum UseDimension: String, Hashable, Sendable, CaseIterable {
  /// Who used the key.
  case account
  case key
  /// The key's account.
  case owner
  case region, principal, service, operation
  /// On whose behalf the AWS service in between used the key, as the encryption context that it sets
  /// names it.
  case resource
  /// Of UTC.
  case day
  /// The rule that told the account.
  case attribution
}

/// Several uses as one.
package struct UseSum: Hashable, Sendable {
  /// What they have in common: a text for each dimension they are grouped by, in the order asked for.
  package var values: [String]
  package var ok = 0
  package var denied = 0
  package var throttled = 0
  package var failed = 0
  package var firstSeen: Timestamp
  package var lastSeen: Timestamp
  /// One of the requests; "" if none is known.
  package var exampleEventID: String

  package var requests: Int { ok + denied + throttled + failed }

  package init(
    values: [String],
    firstSeen: Timestamp,
    lastSeen: Timestamp,
    exampleEventID: String
  ) {
    self.values = values
    (self.firstSeen, self.lastSeen) = (firstSeen, lastSeen)
    self.exampleEventID = exampleEventID
  }

  package mutating func add(_ other: UseSum) {
    ok += other.ok
    denied += other.denied
    throttled += other.throttled
    failed += other.failed
    firstSeen = min(firstSeen, other.firstSeen)
    lastSeen = max(lastSeen, other.lastSeen)
    exampleEventID = exampleEventID.smallerID(other.exampleEventID)
  }

  /// The most requests first; of equal ones by their texts.
  package static func comesBefore(_ left: UseSum, _ right: UseSum) -> Bool {
    if left.requests != right.requests { return left.requests > right.requests }
    for (one, other) in zip(left.values, right.values) where one != other {
      return one.utf8.lexicographicallyPrecedes(other.utf8)
    }
    return false
  }
}

extension String {
  /// The smaller of two ids by bytes, of which one may be "".
  package func smallerID(_ other: String) -> String {
    if isEmpty || other.isEmpty { return isEmpty ? other : self }
    return other.utf8.lexicographicallyPrecedes(utf8) ? other : self
  }
}

/// Use grouped, and what could not be.
package struct UseSums: Hashable, Sendable {
  /// In the order of `UseSum.comesBefore`.
  package var sums: [UseSum] = []
  /// Requests of a use that goes on beyond a bound within a day, which are in no sum: use is kept by
  /// the day.
  package var undivided = 0
  /// Where resources were asked for, requests of which no context is kept that could name one.
  package var withoutContext = 0
  /// Requests whose context names no resource.
  package var withoutResource = 0

  package init() {}
}
