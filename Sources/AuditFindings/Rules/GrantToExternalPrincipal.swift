/// A grant lets a principal outside the organization use a key.
///
/// High while no end of it was seen, medium once it ended or a complete export lists it no more. AWS
/// services and their accounts are not external; a grantee known by a unique id only has no account
/// to judge by. One finding a grant, whether a record or an export shows it.
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
    return facts.grants.indices.compactMap { number in
      guard facts.grants[number].isExternal(beyond: known) else { return nil }
      let grant = facts.grants[number]
      return finding(
        grant.hasEnded ? .medium : .high,
        subject: grant.keyARN,
        summary: """
          Grant \(grant.grantID) to \(grant.grantee) for \
          \(grant.operations.isEmpty ? "operations that the log does not name" : grant.operations); \
          \(grant.end).
          """,
        grant.sightings,
        orElse: grant.source
      )
    }
  }
}
