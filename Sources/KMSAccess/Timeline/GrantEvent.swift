import JSONScan
import KMSModel

/// What a CreateGrant tells.
///
/// A class, since many are sorted and put together: their places move, and not their texts.
final class GrantCreation: Sendable {
  let witness: Witness
  let grantID: String
  let name: String
  let grantee: String
  let retiringPrincipal: String
  let operations: [String]
  let constraints: JSONValue?

  /// - Returns: nil for an event that names no grant.
  init?(_ event: KeyEvent) {
    guard let id = event.grantID else { return nil }
    func principal(_ name: KeyEvent.Field, orElse service: KeyEvent.Field) -> String {
      let text = event.text(name).trimmingSpace
      return text.isEmpty ? event.text(service).trimmingSpace : text
    }
    witness = event.witness
    grantID = id
    name = event.text(.grantName)
    grantee = principal(.granteePrincipal, orElse: .granteeServicePrincipal)
    retiringPrincipal = principal(.retiringPrincipal, orElse: .retiringServicePrincipal)
    operations = event.strings(.operations)
    constraints = event.value(.constraints)
  }
}

/// What a RetireGrant or RevokeGrant tells.
struct GrantEnd: Sendable {
  let witness: Witness
  let grantID: String
  /// The event and who did it.
  let endedBy: String

  /// - Returns: nil for an event that names no grant.
  init?(_ event: KeyEvent) {
    guard let id = event.grantID else { return nil }
    witness = event.witness
    grantID = id
    let principal = event.principal
    endedBy = principal.isEmpty ? event.eventName : event.eventName + " " + principal
  }
}

/// Which record tells of a change.
///
/// Of two the better one is the smaller: the earlier, then the caller's own copy, which holds the
/// full identity, then that of the smaller event id.
struct Witness: Comparable {
  let time: Timestamp
  let isCallersCopy: Bool
  let eventID: String
  let recipient: String

  static func < (one: Self, other: Self) -> Bool {
    guard one.time == other.time else { return one.time < other.time }
    guard one.isCallersCopy == other.isCallersCopy else { return one.isCallersCopy }
    return (one.eventID, one.recipient) < (other.eventID, other.recipient)
  }
}
