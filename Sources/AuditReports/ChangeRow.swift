package import KMSModel

/// What changed; the text is the cell of the column `change`.
package enum Change: String, Hashable, Sendable, CaseIterable {
  /// An account, a principal or an AWS service used the key that never had, as far as the store goes.
  case newConsumer = "new-consumer"
  case newPrincipal = "new-principal"
  case newService = "new-service"
  /// The key was used in the days before and is no longer.
  case silent
  case keyCreated = "key-created"
  case keyEnabled = "key-enabled"
  case keyDisabled = "key-disabled"
  case deletionScheduled = "deletion-scheduled"
  case deletionCancelled = "deletion-cancelled"
  case keyDeleted = "key-deleted"
  case policyChanged = "policy-changed"
  case grantCreated = "grant-created"
  case grantEnded = "grant-ended"
  /// Of the key material: switched on or off, asked for, done.
  case rotation
  case importedMaterial = "imported-material"
  case alias
  /// A replica was made, or another Region became the primary one.
  case multiRegion = "multi-region"
  /// Any other event that changes a key or a custom key store: tags, descriptions.
  case other
  /// The logs of an account and Region do not reach back far enough.
  case cannotTellNew = "cannot-tell-new"
  /// Logs of an account and Region are missing.
  case cannotTellSilent = "cannot-tell-silent"

  /// Something that cannot be told, and no change.
  package var isUntold: Bool { self == .cannotTellNew || self == .cannotTellSilent }
}

/// A change of a period, or what cannot be told of it.
package struct ChangeRow: Hashable, Sendable {
  package var change: Change
  /// First or last seen, or of the event; nil for what cannot be told.
  package var time: Timestamp?
  /// "" for what names no key.
  package var keyARN: String
  /// The key's own, else those of the logs.
  package var account: String
  package var region: String
  /// The account, principal or service that is new; the principal of an event.
  package var who = ""
  /// Accounts that used the key, or the one that changed it; sorted.
  package var callerAccounts: [String] = []
  /// CloudTrail's name of it; "" for use.
  package var eventName = ""
  package var detail = ""
  /// That KMS did not refuse; nil for an event.
  package var requests: Int?
  /// Of use one example.
  package var eventID = ""

  package init(
    _ change: Change,
    time: Timestamp? = nil,
    keyARN: String = "",
    account: String,
    region: String
  ) {
    (self.change, self.time, self.keyARN) = (change, time, keyARN)
    (self.account, self.region) = (account, region)
  }
}

extension ChangeRow {
  /// By key, kind of change, time; what cannot be told at the end.
  package static func comesBefore(_ left: Self, _ right: Self) -> Bool {
    if left.change.isUntold != right.change.isUntold { return right.change.isUntold }
    if left.keyARN != right.keyARN { return left.keyARN.utf8Precedes(right.keyARN) }
    let places = (left.change.place, right.change.place)
    if places.0 != places.1 { return places.0 < places.1 }
    if left.time != right.time { return (left.time ?? Timestamp(0)) < (right.time ?? Timestamp(0)) }
    let texts = [left.account, left.region, left.who, left.eventID, left.detail]
    return texts.lexicographicallyPrecedes(
      [right.account, right.region, right.who, right.eventID, right.detail],
      by: { $0.utf8Precedes($1) }
    )
  }
}

extension Change {
  private static let places = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))

  fileprivate var place: Int { Self.places[self] ?? 0 }
}

extension String {
  fileprivate func utf8Precedes(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
