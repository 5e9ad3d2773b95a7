import AuditReports
import AuditStore
import JSONScan
import KMSAccess
import KMSModel
import KMSUsage

/// The state-changing events of a period as changes, copies of one request once.
struct EventChanges {
  let rows: [ChangeRow]
  /// ARNs of keys that were made in the period.
  let createdKeys: Set<String>

  init(_ evidence: [EvidenceFact]) {
    var chosen: [String: StateChange] = [:]
    for change in evidence.compactMap(StateChange.init) {
      let known = chosen[change.identity]
      chosen[change.identity] = known.map { min($0, change) } ?? change
    }
    rows = chosen.values.map(\.row)
    createdKeys = Set(rows.filter { $0.change == .keyCreated }.map(\.keyARN))
  }
}

/// A record of an event that changed something.
private struct StateChange: Comparable {
  let event: KeyEvent
  let recipient: String

  /// nil for one that KMS refused or that failed.
  init?(_ fact: EvidenceFact) {
    guard let event = try? KeyEvent(fact), event.tookEffect else { return nil }
    (self.event, recipient) = (event, fact.recipientAccount)
  }

  /// Equal for the records of one request: its copies, and what replaces a record.
  var identity: String {
    [event.string(.sharedEventID) ?? "", originalEventID, event.eventID]
      .first { !$0.isEmpty } ?? ""
  }

  /// Of the record that this one replaces; else "".
  private var originalEventID: String {
    event.string(.originalEventID) ?? ""
  }

  private var caller: String { event.string(.accountId) ?? "" }

  /// What replaces a record comes first; the caller's own copy holds the full identity.
  static func < (one: Self, other: Self) -> Bool {
    let isReplaced = (one.originalEventID.isEmpty, other.originalEventID.isEmpty)
    if isReplaced.0 != isReplaced.1 { return isReplaced.1 }
    let isCallersCopy = (one.caller == one.recipient, other.caller == other.recipient)
    if isCallersCopy.0 != isCallersCopy.1 { return isCallersCopy.0 }
    return (one.event.eventID, one.recipient) < (other.event.eventID, other.recipient)
  }

  static func == (one: Self, other: Self) -> Bool {
    (one.event.eventID, one.recipient) == (other.event.eventID, other.recipient)
  }

  var row: ChangeRow {
    let key = event.key
    var row = ChangeRow(
      Change(eventName: event.eventName),
      time: event.time,
      keyARN: key?.text ?? "",
      account: key?.account ?? recipient,
      region: key?.region ?? event.string(.awsRegion) ?? ""
    )
    row.who = event.principal
    row.callerAccounts = caller.isEmpty ? [] : [caller]
    (row.eventName, row.eventID) = (event.eventName, event.eventID)
    row.detail = event.detail
    return row
  }
}

extension Change {
  /// What a state-changing event is.
  init(eventName: String) {
    self =
      switch eventName {
      case "CreateKey": .keyCreated
      case "EnableKey": .keyEnabled
      case "DisableKey": .keyDisabled
      case "ScheduleKeyDeletion": .deletionScheduled
      case "CancelKeyDeletion": .deletionCancelled
      case "DeleteKey": .keyDeleted
      case "PutKeyPolicy": .policyChanged
      case "CreateGrant": .grantCreated
      case "RetireGrant", "RevokeGrant": .grantEnded
      case "EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand", "RotateKey": .rotation
      case "ImportKeyMaterial", "DeleteImportedKeyMaterial", "DeleteExpiredKeyMaterial":
        .importedMaterial
      case "CreateAlias", "UpdateAlias", "DeleteAlias": .alias
      case "ReplicateKey", "UpdatePrimaryRegion": .multiRegion
      default: .other
      }
  }
}

extension KeyEvent {
  /// What a reader wants to know besides who, when and which key; "" where there is no more.
  fileprivate var detail: String {
    switch eventName {
    case "CreateGrant", "RetireGrant", "RevokeGrant": grantDetail
    case "PutKeyPolicy":
      value(.bypassPolicyLockoutSafetyCheck)?.bool == true
        ? "without the lockout safety check" : ""
    case "CreateAlias", "UpdateAlias", "DeleteAlias": string(.aliasName) ?? ""
    case "ScheduleKeyDeletion": days("in", value(.pendingWindowInDays))
    case "EnableKeyRotation": days("every", value(.rotationPeriodInDays))
    case "RotateKey": string(.rotationType) ?? ""
    case "ReplicateKey": string(.replicaRegion) ?? ""
    case "UpdatePrimaryRegion": string(.primaryRegion) ?? ""
    default: ""
    }
  }

  private var grantDetail: String {
    let grantee = string(.granteePrincipal) ?? string(.granteeServicePrincipal) ?? ""
    let operations = strings(.operations)
    return [
      "grant \(grantID ?? "without an id")", grantee.isEmpty ? "" : "to \(grantee)",
      operations.isEmpty ? "" : "for \(operations.joined(separator: " "))",
    ].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func days(_ word: String, _ value: JSONValue?) -> String {
    guard case .number(let count)? = value else { return "" }
    return "\(word) \(count) days"
  }
}
