/// A grant gives everything that a key of its kind can give, and asks for nothing.
///
/// High to a principal outside the organization, medium inside: a grantee can use, pass on and give
/// back the key as it likes. Low once the grant ended. Grants that AWS services make for themselves
/// are theirs to narrow, and left out. One finding a grant.
enum GrantOfAllOperations: FindingRule {
  static let rule = Rule(
    id: "grant-of-all-operations",
    title: "Grant of all operations without a constraint",
    controls: [
      "NIST SP 800-53 r5 ac-3", "NIST SP 800-53 r5 ac-6", "PCI DSS v4.0 3.6.1.3",
      "ISO/IEC 27001:2022 A.8.24", "SOC 2 CC6.3",
    ],
    remedy: """
      Replace it by a grant of the operations that are used, with an encryption context where the \
      key has one.
      """
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    let known = facts.organization.union(facts.run.serviceAccounts)
    // Grants are many, and the lists of operations that they give are few.
    var told: [String: String?] = [:]
    return facts.grants.indices.compactMap { number -> Finding? in
      guard facts.grants[number].constraints.isEmpty else { return nil }
      let operations = facts.grants[number].operations
      if told[operations] == nil { told[operations] = .some(kind(operations)) }
      guard let answer = told[operations], let kindOfKey = answer else { return nil }
      let grant = facts.grants[number]
      guard !grant.isToService(facts.run.serviceAccounts) else { return nil }
      return finding(
        grant.hasEnded ? .low : grant.isExternal(beyond: known) ? .high : .medium,
        subject: grant.keyARN,
        summary: """
          Grant \(grant.grantID) to \(grant.grantee) for all operations of a key \(kindOfKey), without a \
          constraint; \(grant.end).
          """,
        grant.sightings,
        orElse: grant.source
      )
    }
  }

  private static func kind(_ operations: String) -> String? {
    let given = Set(operations.split(separator: " ").map(String.init))
    return kinds.first { $0.operations.isSubset(of: given) }?.name
  }

  /// The grant operations that each kind of key supports (KMS Developer Guide, Grant operations, and
  /// Key type reference): KMS takes no others, so that they tell the kind of the key.
  private static let kinds: [(name: String, operations: Set<String>)] = [
    (
      "for symmetric encryption",
      anyKey.union([
        "Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyPair",
        "GenerateDataKeyPairWithoutPlaintext", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom",
        "ReEncryptTo",
      ])
    ),
    (
      "for asymmetric encryption",
      anyKey.union(["Decrypt", "Encrypt", "GetPublicKey", "ReEncryptFrom", "ReEncryptTo"])
    ),
    ("for signing", anyKey.union(["GetPublicKey", "Sign", "Verify"])),
    ("for message authentication", anyKey.union(["GenerateMac", "VerifyMac"])),
    ("for key agreement", anyKey.union(["DeriveSharedSecret", "GetPublicKey"])),
    ("for key encapsulation", anyKey.union(["Decapsulate", "Encapsulate", "GetPublicKey"])),
  ]

  private static let anyKey: Set<String> = ["CreateGrant", "DescribeKey", "RetireGrant"]
}
