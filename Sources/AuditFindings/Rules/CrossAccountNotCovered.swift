/// Another account used a key, and no grant and no key policy seen allows it.
///
/// From outside the organization, an external account: critical when key material was used, high
/// when only facts about the key were read. From inside: high and medium. One finding a key and
/// consumer account, so that the two never share one; the count is requests.
enum CrossAccountNotCovered: FindingRule {
  static let rule = Rule(
    id: "cross-account-not-covered",
    title: "Cross-account use that nothing seen allows",
    controls: [
      "NIST SP 800-53 r5 ac-3", "NIST SP 800-53 r5 ac-4", "PCI DSS v4.0 7.2.5.1",
      "ISO/IEC 27001:2022 A.8.24", "SOC 2 CC6.1", "HIPAA 164.312(a)(1)",
    ],
    remedy: "Find out who allowed it; then write it into a grant or the key policy, or end it."
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    KeyAndConsumer.groups(of: facts.crossAccount, decision: "not-covered").map { place, rows in
      let usesMaterial = rows.contains { $0.operation.isCryptographicOperation }
      let severity: Severity =
        switch (place.isInOrganization, usesMaterial) {
        case (false, true): .critical
        case (false, false), (true, true): .high
        case (true, false): .medium
        }
      return finding(
        severity,
        subject: place.keyARN,
        summary: place.summary(rows),
        Sightings(rows, count: \.requests),
        orElse: "cross-account.csv"
      )
    }
  }
}

/// What findings on cross-account use of one key are gathered by.
struct KeyAndConsumer: Hashable {
  let keyARN: String
  let consumerAccount: String
  let isInOrganization: Bool

  static func groups(
    of rows: [CrossAccountRow],
    decision: String
  ) -> [KeyAndConsumer: RowGroup<[CrossAccountRow]>] {
    RowGroup.groups(of: rows, where: { $0.decision == decision }, by: KeyAndConsumer.init)
  }

  init(_ row: CrossAccountRow) {
    keyARN = row.keyARN
    consumerAccount = row.consumerAccount
    isInOrganization = row.consumerInOrganization
  }

  func summary(_ rows: RowGroup<[CrossAccountRow]>) -> String {
    """
    \(isInOrganization ? "Account of the organization" : "External account") \
    \(consumerAccount), operations: \
    \(KeyAndConsumer.list(rows.map(\.operation))). \
    Principals: \(KeyAndConsumer.list(rows.map(\.principal))). \
    Basis: \(KeyAndConsumer.list(rows.map(\.basis))).
    """
  }

  private static func list(_ texts: [String]) -> String { CrossAccountNotCovered.list(texts) }
}
