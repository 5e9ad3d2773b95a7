/// KMS refused another account the use of a key.
///
/// Medium from outside the organization, low from inside, where it mostly is a policy that somebody
/// forgot. One finding a key and consumer account; the count is refused requests, a lower bound
/// since only the caller's trail holds them.
enum CrossAccountDenied: FindingRule {
  static let rule = Rule(
    id: "cross-account-denied",
    title: "Cross-account use that KMS refused",
    controls: [
      "NIST SP 800-53 r5 ac-3", "NIST SP 800-53 r5 si-4", "PCI DSS v4.0 10.2.1.4", "SOC 2 CC7.2",
    ],
    remedy: "Ask the caller what it was for; allow it by a grant or stop the caller."
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    KeyAndConsumer.groups(of: facts.crossAccount, decision: "denied").map { place, rows in
      finding(
        place.isInOrganization ? .low : .medium,
        subject: place.keyARN,
        summary: place.summary(rows),
        Sightings(rows, count: \.denied),
        orElse: "cross-account.csv"
      )
    }
  }
}
