package import KMSAccess
package import KMSModel

/// What one event or export tells of a key policy that opens the key, for the findings.
package struct PolicyChangeRow: Hashable, Sendable {
  package var keyARN: String
  package var time: Timestamp
  /// `CreateKey`, `PutKeyPolicy` or `ReplicateKey`; "" for an export, which tells a state.
  package var eventName: String
  /// Of the event; "" for an export, and where no record tells it.
  package var principal: String
  /// Event id, or the export's file.
  package var source: String
  package var opening: PolicyOpening
  /// Of the policy that it replaced, none for a new key; nil when that is not known.
  package var before: PolicyOpening?

  package init(
    keyARN: String,
    time: Timestamp,
    eventName: String,
    principal: String,
    source: String,
    opening: PolicyOpening,
    before: PolicyOpening?
  ) {
    self.keyARN = keyARN
    self.time = time
    self.eventName = eventName
    self.principal = principal
    self.source = source
    self.opening = opening
    self.before = before
  }
}
