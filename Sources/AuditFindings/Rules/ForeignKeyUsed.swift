/// An account of the organization used a key that belongs to nobody in it.
///
/// Data encrypted under somebody else's key is theirs to withhold: ransomware works so. High when it
/// was encrypted, low for any other use of key material, such as reading what a partner wrote; facts
/// about a key are nothing. Where no account of the organization beyond those with logs is known,
/// the owner may well be one: medium or informational then, and undetermined, as it is when only AWS
/// services called by themselves. Keys of AWS's own are left out. One finding a key and consumer
/// account; the count is requests that KMS did not refuse.
enum ForeignKeyUsed: FindingRule {
  static let rule = Rule(
    id: "foreign-key-used",
    title: "Use of a key owned outside the organization",
    controls: [
      "NIST SP 800-53 r5 ac-4", "NIST SP 800-53 r5 sc-12", "NIST SP 800-53 r5 si-4",
      "PCI DSS v4.0 3.7.7", "ISO/IEC 27001:2022 A.8.24", "SOC 2 CC7.2",
    ],
    remedy: """
      Find out whose key it is and who chose it; encrypt the data under a key of your own before \
      its owner can withhold it, or name the owner in the configuration if it is yours.
      """
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    let known = facts.organization.union(facts.run.serviceAccounts)
    let isListed = !facts.run.organizationAccounts.isEmpty
    return RowGroup.groups(
      of: facts.crossAccount,
      where: { $0.isSuccessfulUse && !known.contains($0.keyAccount) && !$0.isOfManagedKey },
      by: KeyAndConsumer.init
    ).map { place, rows in
      let isCertain = isListed && rows.contains { !$0.isByService }
      let encrypts = rows.contains { $0.operation.encrypts }
      return finding(
        severity(encrypts: encrypts, isCertain: isCertain),
        isCertain ? .open : .undetermined,
        subject: place.keyARN,
        summary: """
          \(encrypts ? "Data was encrypted" : "Data was decrypted or other use made") under a key \
          of account \(list(rows.map(\.keyAccount))). \(place.summary(rows))
          """,
        Sightings(rows) { $0.requests - $0.denied },
        orElse: "cross-account.csv"
      )
    }
  }

  private static func severity(encrypts: Bool, isCertain: Bool) -> Severity {
    switch (encrypts, isCertain) {
    case (true, true): .high
    case (true, false): .medium
    case (false, true): .low
    case (false, false): .informational
    }
  }
}

extension CrossAccountRow {
  fileprivate var isSuccessfulUse: Bool {
    consumerInOrganization && requests > denied + failed && operation.isCryptographicOperation
  }
}

extension String {
  /// The operation gives ciphertext.
  fileprivate var encrypts: Bool {
    self == "Encrypt" || self == "ReEncryptTo" || hasPrefix("GenerateDataKey")
  }
}
