import KMSModel

// What several rules ask of a grant.
extension GrantRow {
  /// Of a grantee in any form that has one; in 2014 also `account:aws:role:session`.
  package var granteeAccount: String? {
    if let account = ARN.account(of: grantee) { return account }
    let head = grantee.utf8.firstIndex(of: UInt8(ascii: ":")).map { grantee[..<$0] } ?? grantee[...]
    return AccountID.isValid(head) ? String(head) : nil
  }

  /// The grantee is of an account that is neither the key's own nor a known one.
  func isExternal(beyond known: Set<String>) -> Bool {
    guard let account = granteeAccount else { return false }
    return !known.contains(account) && account != ARN.account(of: keyARN)
  }

  /// An AWS service by its own principal, one of its accounts or its role in a customer's account.
  func isToService(_ serviceAccounts: Set<String>) -> Bool {
    guard let account = granteeAccount else { return grantee.contains(".") }
    if serviceAccounts.contains(account) { return true }
    var colons = grantee.utf8.starts(with: "arn:".utf8) ? 5 : 1
    let resource = grantee.utf8.drop { byte in
      if byte == UInt8(ascii: ":") { colons -= 1 }
      return colons > 0
    }.dropFirst()
    return resource.starts(with: "role/aws-service-role/".utf8)
      || resource.starts(with: "assumed-role/aws:".utf8) || resource.starts(with: "aws:".utf8)
  }

  /// For certain, whether the end itself was seen or not.
  var hasEnded: Bool { endedAt != nil || missingAt != nil }

  /// What is known of its end.
  var end: String {
    if let endedAt { return "ended \(endedAt) by \(endedBy)" }
    return missingAt.map { "no longer listed at \($0)" } ?? "no end seen"
  }

  /// The record that tells it, else the export.
  var evidence: String { createEventID.isEmpty ? exportSource : createEventID }

  /// Where it stands, for a grant without a record.
  var source: String { exportSource.isEmpty ? "grants.csv" : exportSource }

  var sightings: Sightings {
    var seen = Sightings()
    seen.add(1, first: createdAt, last: lastUsed ?? createdAt, eventID: createEventID)
    return seen
  }
}
