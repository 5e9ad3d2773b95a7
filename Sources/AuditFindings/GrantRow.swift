package import KMSModel

/// A row of `grants.csv`.
package struct GrantRow: Hashable, Sendable {
  package var keyARN: String
  package var grantID: String
  package var name: String
  package var grantee: String
  package var retiringPrincipal: String
  /// Sorted and joined by a space.
  package var operations: String
  /// Compact JSON with sorted members, or "".
  package var constraints: String
  /// nil when the input shows the end only.
  package var createdAt: Timestamp?
  package var endedAt: Timestamp?
  /// `RetireGrant` or `RevokeGrant` and who did it, or "".
  package var endedBy: String
  /// Cross-account use that rests on this grant.
  package var lastUsed: Timestamp?
  package var requests: Int
  package var createEventID: String
  /// File of the first export that lists it, or "".
  package var exportSource = ""
  /// A complete export of that time lists it no more, though no end was seen.
  package var missingAt: Timestamp?

  package init(
    keyARN: String,
    grantID: String,
    name: String,
    grantee: String,
    retiringPrincipal: String,
    operations: String,
    constraints: String,
    createdAt: Timestamp?,
    endedAt: Timestamp?,
    endedBy: String,
    lastUsed: Timestamp?,
    requests: Int,
    createEventID: String
  ) {
    self.keyARN = keyARN
    self.grantID = grantID
    self.name = name
    self.grantee = grantee
    self.retiringPrincipal = retiringPrincipal
    self.operations = operations
    self.constraints = constraints
    self.createdAt = createdAt
    self.endedAt = endedAt
    self.endedBy = endedBy
    self.lastUsed = lastUsed
    self.requests = requests
    self.createEventID = createEventID
  }
}
