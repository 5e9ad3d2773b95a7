import JSONScan
package import KMSModel

/// A grant as the logs tell it: created, perhaps ended, or only its end seen.
package struct Grant: Hashable, Sendable {
  /// The key ARN, or `unresolved: …`.
  package var keyARN: String
  package var id: String
  package var name = ""
  /// A principal ARN, account, unique id or service principal as the request wrote it, trimmed; ""
  /// when only the end was seen.
  package var grantee = ""
  package var retiringPrincipal = ""
  /// Sorted, each once.
  package var operations: [String] = []
  /// Compact JSON with sorted members; "" without constraints.
  package var constraints = ""
  /// Asks for an encryption context.
  package var constrainsContext = false
  /// Asks for anything else, such as a source ARN.
  package var constrainsCaller = false
  /// nil when only the end was seen.
  package var createdAt: Timestamp?
  package var endedAt: Timestamp?
  /// `RetireGrant` or `RevokeGrant` and who did it; "" while it lasts.
  package var endedBy = ""
  package var createEventID = ""

  package var hasConstraints: Bool { constrainsContext || constrainsCaller }

  init(keyARN: String, id: String) {
    self.keyARN = keyARN
    self.id = id
  }
}

extension Grant {
  mutating func create(by event: KeyEvent) {
    func trimmed(_ names: String...) -> String {
      names.lazy.compactMap { event.request($0)?.string?.trimmingSpace }.first { !$0.isEmpty } ?? ""
    }
    name = event.request("name")?.string ?? ""
    grantee = trimmed("granteePrincipal", "granteeServicePrincipal")
    retiringPrincipal = trimmed("retiringPrincipal", "retiringServicePrincipal")
    operations = Set(event.request("operations")?.array?.compactMap(\.string) ?? []).sorted()
    createdAt = event.time
    createEventID = event.eventID
    constrain(by: event)
  }

  mutating func end(by event: KeyEvent) {
    endedAt = event.time
    let principal = event.principal
    endedBy = principal.isEmpty ? event.eventName : event.eventName + " " + principal
  }

  private mutating func constrain(by event: KeyEvent) {
    guard let given = event.request("constraints"), let members = given.object, !members.isEmpty
    else { return }
    constraints = given.compactText
    let effective = members.filter { $0.value != .null && $0.value != .object([]) }
    constrainsContext = effective.contains { $0.name.hasPrefix("encryptionContext") }
    constrainsCaller = effective.contains { !$0.name.hasPrefix("encryptionContext") }
  }
}

extension Grant {
  /// Changes of grants settle within five minutes: a use that soon after the end may be rightful.
  static let propagation: Int64 = 300

  /// Creation and end belong to it: within a second the log has no order.
  func isInForce(at time: Timestamp) -> Bool {
    guard let createdAt, createdAt <= time else { return false }
    return endedAt.map { time <= $0 } ?? true
  }

  func endedJustBefore(_ time: Timestamp) -> Bool {
    guard let createdAt, createdAt <= time, let endedAt, endedAt < time else { return false }
    return time.rawValue - endedAt.rawValue < Self.propagation
  }
}

extension String {
  /// Without white space around it: one of AWS's own records has some after the grantee.
  fileprivate var trimmingSpace: String {
    let head = drop(while: \.isWhitespace)
    return String(String(head.reversed().drop(while: \.isWhitespace)).reversed())
  }
}
