import KMSModel

/// A grant lets a principal outside the organization use a key.
///
/// High while no end of it was seen, medium once it ended. AWS services and their accounts are not
/// external; a grantee known by a unique id only has no account to judge by. One finding a grant.
enum GrantToExternalPrincipal: FindingRule {
  static let rule = Rule(
    id: "grant-to-external-principal",
    title: "Grant to a principal outside the organization",
    controls: [
      "NIST SP 800-53 r5 ac-3", "NIST SP 800-53 r5 ac-6", "PCI DSS v4.0 3.6.1.3", "SOC 2 CC6.3",
    ],
    remedy: """
      Confirm the business reason, or revoke the grant; name the account in the configuration if \
      it belongs to the organization.
      """
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    let known = facts.organization.union(facts.run.serviceAccounts)
    return facts.grants.compactMap { grant in
      guard let account = account(of: grant.grantee), !known.contains(account),
        account != ARN.account(of: grant.keyARN)
      else { return nil }
      var seen = Sightings()
      seen.add(
        1,
        first: grant.createdAt,
        last: grant.lastUsed ?? grant.createdAt,
        eventID: grant.createEventID
      )
      return finding(
        grant.endedAt == nil ? .high : .medium,
        subject: grant.keyARN,
        summary: summary(grant),
        seen,
        orElse: "grants.csv"
      )
    }
  }

  private static func summary(_ grant: GrantRow) -> String {
    let end = grant.endedAt.map { "ended \($0) by \(grant.endedBy)" } ?? "no end seen"
    return """
      Grant \(grant.grantID) to \(grant.grantee) for \
      \(grant.operations.isEmpty ? "operations that the log does not name" : grant.operations); \
      \(end).
      """
  }

  /// The account of a grantee in any form that has one; in 2014 also `account:aws:role:session`.
  private static func account(of grantee: String) -> String? {
    if let account = ARN.account(of: grantee) { return account }
    return grantee.split(separator: ":").first.flatMap { AccountID.isValid($0) ? String($0) : nil }
  }
}
