import AuditFindings
import JSONScan
import KMSModel
import KMSUsage

extension KeyChangeRow {
  /// Changes other than to grants that the findings look at.
  static let eventNames: Set<String> = [
    "ScheduleKeyDeletion", "CancelKeyDeletion", "DeleteKey", "DisableKey", "PutKeyPolicy",
    "DisableKeyRotation", "DeleteImportedKeyMaterial", "CreateKey", "ReplicateKey",
  ]

  /// nil for a record that is no JSON, which the reader would not have kept.
  init?(_ event: EvidenceFact) {
    guard let record = try? JSONValue(parsing: event.record) else { return nil }
    func text(_ path: String...) -> String {
      path.reduce(JSONValue?.some(record)) { $0?[$1] }?.string ?? ""
    }
    let resources = record["resources"]?.array?.compactMap { $0["ARN"]?.string } ?? []
    self.init(
      time: event.time,
      eventName: event.eventName,
      keyARN: resources.first { $0.contains(":key/") } ?? text("requestParameters", "keyId"),
      principal: Principal.text(
        type: text("userIdentity", "type"),
        arn: text("userIdentity", "arn"),
        principalID: text("userIdentity", "principalId"),
        issuerARN: text("userIdentity", "sessionContext", "sessionIssuer", "arn"),
        invokedBy: text("userIdentity", "invokedBy"),
        onBehalfOfUserID: text("userIdentity", "onBehalfOf", "userId")
      ),
      errorCode: text("errorCode"),
      eventID: event.eventID,
      bypassesLockoutCheck: record["requestParameters"]?["bypassPolicyLockoutSafetyCheck"]?.bool
        == true
    )
  }
}
