package import KMSModel

/// What is known of a key beside its grants, its policies and its use; nil for what nothing tells.
package struct InventoriedKey: Hashable, Sendable {
  package let keyARN: String
  /// By the event that made it, else by the moment that an export tells.
  package var createdAt: Told<Timestamp>?
  /// `AWS` or `CUSTOMER`.
  package var manager: Told<String>?
  package var spec: Told<String>?
  /// `KeyState` of the API, or `Deleted`: the last that is told.
  package var state: Told<String>?
  /// Only of a key that waits for its deletion.
  package var deletionDate: Told<Timestamp>?
  /// Those that name it, sorted.
  package var aliases: [AliasBook.Entry] = []
  /// `PRIMARY` or `REPLICA`.
  package var multiRegionKeyType: Told<String>?
  /// ARNs of the other keys of its multi-Region family that are known; without a source one of
  /// which a log or an export tells that shares its id.
  package var relatedKeys: [String: PolicyEntry.Source?] = [:]
  package var rotates: Told<Bool>?
  package var rotationPeriodInDays: Told<Int>?
  package var lastRotation: Told<Timestamp>?
  /// By principal.
  package var administrators: [KeyAdministrator] = []

  package init(keyARN: String) { self.keyARN = keyARN }
}

/// Who changed a key, its policy or its aliases.
package struct KeyAdministrator: Hashable, Sendable {
  /// As `Principal.text` writes it.
  package var principal: String
  /// Sorted.
  package var operations: [String]
  package var changes: Int
  /// The last of them.
  package var last: Timestamp
  package var lastEventID: String

  package init(
    principal: String,
    operations: [String],
    changes: Int,
    last: Timestamp,
    lastEventID: String
  ) {
    (self.principal, self.operations) = (principal, operations)
    (self.changes, self.last, self.lastEventID) = (changes, last, lastEventID)
  }
}
