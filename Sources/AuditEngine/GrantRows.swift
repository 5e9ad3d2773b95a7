import AuditFindings
import KMSAccess
import KMSModel

extension GrantRow {
  /// - Parameters:
  ///   - requests: cross-account use that rests on the grant.
  ///   - lastUsed: the last of it.
  init(_ grant: Grant, requests: Int, lastUsed: Timestamp?) {
    self.init(
      keyARN: grant.keyARN,
      grantID: grant.id,
      name: grant.name,
      grantee: grant.grantee,
      retiringPrincipal: grant.retiringPrincipal,
      operations: grant.operations.joined(separator: " "),
      constraints: grant.constraints,
      createdAt: grant.createdAt,
      endedAt: grant.endedAt,
      endedBy: grant.endedBy,
      lastUsed: lastUsed,
      requests: requests,
      createEventID: grant.createEventID
    )
    exportSource = grant.exportSource
    missingAt = grant.endedAt == nil ? grant.missingAt : nil
  }
}
