/// Another account used a key, and the logs do not tell what allows it.
///
/// From outside the organization, one finding a key and consumer account: medium when key material
/// was used, else low. From inside it is what a working organization looks like: informational, one
/// finding an owner account, who can judge it. The count is requests.
enum CrossAccountUndetermined: FindingRule {
  static let rule = Rule(
    id: "cross-account-undetermined",
    title: "Cross-account use whose permission the logs do not show",
    controls: [
      "NIST SP 800-53 r5 ac-3", "NIST SP 800-53 r5 ac-4", "NIST SP 800-53 r5 au-6",
      "PCI DSS v4.0 7.2.5.1", "SOC 2 CC6.1",
    ],
    remedy: "Compare with the key policy and the grants that are older than the logs."
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    fromOutside(facts) + fromInside(facts)
  }

  private static func fromOutside(_ facts: AuditFacts) -> [Finding] {
    KeyAndConsumer.groups(of: facts.crossAccount, decision: "undetermined")
      .filter { !$0.key.isInOrganization }
      .map { place, rows in
        finding(
          rows.contains { $0.operation.isCryptographicOperation } ? .medium : .low,
          .undetermined,
          subject: place.keyARN,
          summary: place.summary(rows),
          Sightings(rows, count: \.requests),
          orElse: "cross-account.csv"
        )
      }
  }

  private static func fromInside(_ facts: AuditFacts) -> [Finding] {
    RowGroup.groups(
      of: facts.crossAccount,
      where: { $0.decision == "undetermined" && $0.consumerInOrganization },
      by: \.keyAccount
    ).map { owner, rows in
      finding(
        .informational,
        .undetermined,
        subject: "keys of account \(owner)",
        summary: """
          Used by accounts of the organization: \(list(rows.map(\.consumerAccount))). \
          Keys: \(list(rows.map(\.keyARN))).
          """,
        Sightings(rows, count: \.requests),
        orElse: "cross-account.csv"
      )
    }
  }
}
