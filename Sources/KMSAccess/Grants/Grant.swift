import JSONScan
package import KMSModel

/// A grant as logs and exports tell it: created, perhaps ended, or only its end seen.
///
/// Nothing of a grant ever changes but that it ends.
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
  /// Compact JSON with sorted members, named as in a record; "" without constraints.
  package var constraints = ""
  /// nil when only the end was seen, or an export that does not tell it.
  package var createdAt: Timestamp?
  package var endedAt: Timestamp?
  /// `RetireGrant` or `RevokeGrant` and who did it; "" while it lasts.
  package var endedBy = ""
  /// Of that event; "" while it lasts.
  package var endEventID = ""
  /// "" for a grant that only exports show.
  package var createEventID = ""
  /// The file of the first export that lists it; "" without.
  package var exportSource = ""
  /// The first and the last export that list it.
  package var listed: ClosedRange<Timestamp>?
  /// The first complete export afterwards that does not list it.
  package var missingAt: Timestamp?

  init(keyARN: String, id: String) {
    self.keyARN = keyARN
    self.id = id
  }

  /// Whom it names is not known.
  var isKnownByItsEndAlone: Bool { createEventID.isEmpty && listed == nil }
}

extension Grant {
  init(keyARN: String, _ creation: GrantCreation) {
    self.init(keyARN: keyARN, id: creation.grantID)
    name = creation.name
    grantee = creation.grantee
    retiringPrincipal = creation.retiringPrincipal
    operations = Self.each(creation.operations)
    createdAt = creation.witness.time
    createEventID = creation.witness.eventID
    constrain(creation.constraints)
  }

  /// Takes what an export tells where no event told it before.
  mutating func list(_ entry: ExportedGrant, at time: Timestamp, source: String) {
    if isKnownByItsEndAlone {
      name = entry.name
      grantee = entry.grantee.trimmingSpace
      retiringPrincipal = entry.retiringPrincipal.trimmingSpace
      operations = Self.each(entry.operations)
      createdAt = entry.createdAt
      constrain(entry.constraints?.withSmallFirstLetters)
    }
    if exportSource.isEmpty { exportSource = source }
    listed = listed.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
  }

  private mutating func constrain(_ given: JSONValue?) {
    guard let given, given != .null, given != .object([]) else { return }
    constraints = given.compactText
  }

  var asks: GrantConstraints {
    guard !constraints.isEmpty else { return GrantConstraints() }
    return GrantConstraints((try? JSONValue(parsing: constraints)) ?? .bool(false))
  }

  /// Sorted, each once; mostly they come so.
  private static func each(_ operations: [String]) -> [String] {
    zip(operations, operations.dropFirst()).allSatisfy(<)
      ? operations : Set(operations).sorted()
  }

  /// Earlier ones first; those of unknown creation last.
  static func isEarlier(_ left: Grant, _ right: Grant) -> Bool {
    let (one, other) = (left.createdAt?.rawValue ?? .max, right.createdAt?.rawValue ?? .max)
    return one == other ? left.id.precedes(right.id) : one < other
  }
}

extension JSONValue {
  /// `SourceArn` of the API is `sourceArn` in a record; the encryption context below stays as it is.
  fileprivate var withSmallFirstLetters: JSONValue {
    guard let members = object else { return self }
    return .object(
      members.map { member in
        let name = member.name.prefix(1).lowercased() + member.name.dropFirst()
        return JSONMember(name: name, value: member.value)
      }
    )
  }
}

extension String {
  /// Without white space around it: one of AWS's own records has some after the grantee.
  var trimmingSpace: String {
    guard let first = utf8.first, let last = utf8.last,
      !(0x21...0x7E).contains(first) || !(0x21...0x7E).contains(last)
    else { return self }
    let head = drop(while: \.isWhitespace)
    return String(String(head.reversed().drop(while: \.isWhitespace)).reversed())
  }

  /// By bytes, the same whatever Unicode holds equal.
  func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
