/// Somebody set a key policy and told KMS not to check that it leaves a way to change it again.
///
/// Medium: a key may now be beyond everybody's control, or be meant to. One finding a key; the
/// count is successful changes.
enum LockoutCheckBypassed: FindingRule {
  static let rule = Rule(
    id: "key-policy-lockout-check-bypassed",
    title: "Key policy set without the lockout safety check",
    controls: [
      "NIST SP 800-53 r5 ac-3", "NIST SP 800-53 r5 cm-3", "PCI DSS v4.0 3.7.7",
      "ISO/IEC 27001:2022 A.8.24",
    ],
    remedy: "Check that an administrator of the key can still change its policy."
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    let changes = facts.keyChanges.filter { $0.bypassesLockoutCheck && $0.errorCode.isEmpty }
    return Dictionary(grouping: changes, by: \.keyARN).map { key, changes in
      var seen = Sightings()
      for change in changes {
        seen.add(1, first: change.time, last: change.time, eventID: change.eventID)
      }
      return finding(
        .medium,
        subject: key,
        summary: """
          \(list(changes.map(\.eventName))) with BypassPolicyLockoutSafetyCheck by \
          \(list(changes.map(\.principal))).
          """,
        seen,
        orElse: "run.json"
      )
    }
  }
}
