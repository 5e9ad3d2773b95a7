import KMSAccess

/// Another account used a key, and only a statement without a condition allows it: one for everyone,
/// or one for the whole of that account.
///
/// For everyone: critical when somebody outside the organization did so, else high, since anybody
/// could. For a whole account, where its administrators choose who uses the key: medium outside the
/// organization, low inside. One finding a key and consumer account; the count is requests.
enum CoveredByOpenStatement: FindingRule {
  static let rule = Rule(
    id: "covered-by-open-statement",
    title: "Cross-account use that only an open statement allows",
    controls: [
      "Security Hub KMS.5", "AWS Config kms-key-policy-no-public-access",
      "NIST SP 800-53 r5 ac-3", "NIST SP 800-53 r5 ac-6", "PCI DSS v4.0 7.2.5.1",
      "ISO/IEC 27001:2022 A.8.24", "SOC 2 CC6.3",
    ],
    remedy: "Name the principals that need the key in the policy, or set a condition."
  )

  private struct Place: Hashable {
    let access: KeyAndConsumer
    let isForEveryone: Bool
  }

  static func findings(in facts: AuditFacts) -> [Finding] {
    RowGroup.groups(
      of: facts.crossAccount,
      where: { $0.decision == "key-policy" && !$0.isByService && $0.isOpen },
      by: { Place(access: KeyAndConsumer($0), isForEveryone: $0.openTo == .everyone) }
    ).map { place, rows in
      finding(
        severity(place),
        subject: place.access.keyARN,
        summary: """
          Open to \(place.isForEveryone ? "everyone" : "all of account"): \
          \(place.access.summary(rows))
          """,
        Sightings(rows, count: \.requests),
        orElse: "cross-account.csv"
      )
    }
  }

  private static func severity(_ place: Place) -> Severity {
    switch (place.isForEveryone, place.access.isInOrganization) {
    case (true, false): .critical
    case (true, true): .high
    case (false, false): .medium
    case (false, true): .low
    }
  }
}

extension CrossAccountRow {
  fileprivate var isOpen: Bool {
    switch openTo {
    case .everyone: true
    // A statement may list the root of one account and a role of another.
    case .accounts(let accounts): accounts.contains(consumerAccount)
    case .limited: false
    }
  }
}
