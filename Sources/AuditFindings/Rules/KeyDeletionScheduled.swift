import KMSModel

/// A key was scheduled for deletion; once it is gone, so is everything encrypted under it.
///
/// Critical when the key was used for cryptography after that moment, informational when the
/// deletion was cancelled later, else high: the waiting period still allows to cancel. One finding
/// a key; the count is successful requests to schedule.
enum KeyDeletionScheduled: FindingRule {
  static let rule = Rule(
    id: "key-deletion-scheduled",
    title: "Key scheduled for deletion",
    controls: [
      "Security Hub KMS.3", "AWS Config kms-cmk-not-scheduled-for-deletion",
      "CIS AWS Foundations v1.4-v5.0 4.7", "CIS AWS Foundations v6-v7 5.7",
      "NIST SP 800-53 r5 sc-12", "PCI DSS v4.0 3.7.5",
    ],
    remedy:
      "Confirm that nothing needs the key, or run CancelKeyDeletion within the waiting period."
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    let changes = facts.keyChanges.filter { $0.errorCode.isEmpty }
    let scheduled = Dictionary(
      grouping: changes.filter { $0.eventName == "ScheduleKeyDeletion" },
      by: \.keyARN
    )
    let lastCancelled = lastTime(changes.filter { $0.eventName == "CancelKeyDeletion" })
    let lastUsed = lastCryptographicUse(of: scheduled.keys, in: facts)
    return scheduled.map { key, requests in
      var seen = Sightings()
      for request in requests {
        seen.add(1, first: request.time, last: request.time, eventID: request.eventID)
      }
      let isCancelled = isAfter(lastCancelled[key], seen.last)
      let isInUse = isAfter(lastUsed[key], seen.last)
      return finding(
        isCancelled ? .informational : isInUse ? .critical : .high,
        subject: key,
        summary: """
          Scheduled by \(list(requests.map(\.principal))); \
          \(isCancelled ? "cancelled later" : "no later cancellation seen"); \
          \(isInUse ? "calls to use it came afterwards." : "no call to use it came afterwards.")
          """,
        seen,
        orElse: "run.json"
      )
    }
  }

  private static func isAfter(_ time: Timestamp?, _ other: Timestamp?) -> Bool {
    guard let time, let other else { return false }
    return time > other
  }

  private static func lastTime(_ changes: [KeyChangeRow]) -> [String: Timestamp] {
    Dictionary(changes.map { ($0.keyARN, $0.time) }, uniquingKeysWith: max)
  }

  private static func lastCryptographicUse(
    of keys: some Collection<String>,
    in facts: AuditFacts
  ) -> [String: Timestamp] {
    let keys = Set(keys)
    let uses = facts.usage.filter {
      keys.contains($0.keyARN) && $0.operation.isCryptographicOperation
    }
    return Dictionary(uses.map { ($0.keyARN, $0.lastSeen) }, uniquingKeysWith: max)
  }
}
