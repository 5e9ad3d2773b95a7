/// A record that replaces an earlier one (CloudTrail `addendum`, reason `UPDATED_DATA`).
struct Addendum {
  let identity: UInt64
  let eventHash: UInt64
  /// Hash of the `originalEventID`.
  let original: UInt64
}

extension Addendum {
  init(_ stored: StoredAddendum) {
    self.init(
      identity: stored.identity,
      eventHash: stored.eventHash,
      original: stored.original
    )
  }

  var stored: StoredAddendum {
    StoredAddendum(identity: identity, eventHash: eventHash, original: original)
  }
}
