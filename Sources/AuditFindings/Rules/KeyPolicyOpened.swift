import KMSAccess
import KMSModel

/// A key policy lets everyone, or principals outside the organization, use a key without a condition,
/// and did not before.
///
/// Critical for everyone, high for named outsiders; high and medium where a Deny of the policy may
/// take it back, which is for a person to read: undetermined. A policy that only an export shows, with
/// none known before it, is undetermined too: the logs do not tell when it came to be so. AWS services
/// and their accounts are not external. One finding a key; the count is changes.
enum KeyPolicyOpened: FindingRule {
  static let rule = Rule(
    id: "key-policy-opened",
    title: "Key policy opened to everyone or to the outside",
    controls: [
      "Security Hub KMS.5", "AWS Config kms-key-policy-no-public-access",
      "CIS AWS Foundations v7 2.21", "NIST SP 800-53 r5 ac-3", "NIST SP 800-53 r5 cm-3",
      "PCI DSS v4.0 3.7.7", "ISO/IEC 27001:2022 A.8.24", "SOC 2 CC6.1",
    ],
    remedy: "Set the policy back, or bind the statement to the organization by a condition."
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    let known = facts.organization.union(facts.run.serviceAccounts)
    let changes = facts.policyChanges.compactMap { Change($0, known) }
    return Dictionary(grouping: changes, by: \.row.keyARN).map { key, changes in
      var seen = Sightings()
      for change in changes {
        let row = change.row
        seen.add(1, first: row.time, last: row.time, eventID: row.source)
      }
      let weightiest = changes.map(\.severity).max() ?? .high
      return finding(
        weightiest,
        changes.contains { !$0.isUncertain } ? .open : .undetermined,
        subject: key,
        summary: changes.prefix(shown).map(\.summary).joined(separator: " ")
          + (changes.count > shown ? " And \(changes.count - shown) more." : ""),
        seen,
        orElse: "run.json"
      )
    }
  }

  private static let shown = 3

  /// Something that one policy opens and the one before did not.
  private struct Change {
    let row: PolicyChangeRow
    let isForEveryone: Bool
    let outsiders: [String]

    init?(_ row: PolicyChangeRow, _ known: Set<String>) {
      self.row = row
      isForEveryone = !row.opening.toEveryone.isEmpty && row.before?.toEveryone.isEmpty != false
      let before = Set(row.before?.toPrincipals ?? [])
      outsiders = row.opening.toPrincipals.filter { principal in
        !known.contains(ARN.account(of: principal) ?? principal) && !before.contains(principal)
      }
      if !isForEveryone, outsiders.isEmpty { return nil }
    }

    var isUncertain: Bool {
      row.opening.mayBeLimited || (row.eventName.isEmpty && row.before == nil)
    }

    var severity: Severity {
      switch (isForEveryone, row.opening.mayBeLimited) {
      case (true, false): .critical
      case (true, true), (false, false): .high
      case (false, true): .medium
      }
    }

    var summary: String {
      let whom = (isForEveryone ? ["everyone"] : []) + outsiders
      let statements = isForEveryone ? ", statements \(list(row.opening.toEveryone))" : ""
      return """
        \(origin) opens it to \(whom.prefix(5).joined(separator: ", "))\
        \(whom.count > 5 ? " and others" : "")\(statements); \(before)\
        \(row.opening.mayBeLimited ? "; a Deny under a condition may limit it" : "").
        """
    }

    private var origin: String {
      guard !row.eventName.isEmpty else { return "The policy exported \(row.time)" }
      return "\(row.eventName) of \(row.time) by \(list([row.principal]))"
    }

    private var before: String {
      if row.eventName == "CreateKey" || row.eventName == "ReplicateKey" { return "a new key" }
      return row.before == nil
        ? "what the policy was before is not known" : "the policy before did not"
    }
  }
}
