import KMSAccess

/// A key was used as a grant had allowed that was retired or revoked by then, and nothing else seen
/// allows it.
///
/// Five minutes after its end, which KMS may take to settle, are spared. High from outside the
/// organization, medium from inside: access that somebody took away goes on, by a permission that
/// nobody named. One finding a key, consumer account and grant; the count is requests, which stand
/// among those that nothing seen allows too. Its evidence is the grant's end and, where they are
/// known by name, requests after it.
enum UseAfterGrantEnded: FindingRule {
  static let rule = Rule(
    id: "use-after-grant-ended",
    title: "Use after the grant that allowed it had ended",
    controls: [
      "NIST SP 800-53 r5 ac-2", "NIST SP 800-53 r5 ac-3", "PCI DSS v4.0 7.2.5.1",
      "SOC 2 CC6.3",
    ],
    remedy: "Find out what else allows it and end that too, or grant it again."
  )

  private struct Place: Hashable {
    let access: KeyAndConsumer
    let grantID: String
  }

  static func findings(in facts: AuditFacts) -> [Finding] {
    RowGroup.groups(
      of: facts.crossAccount,
      where: { $0.decision == "not-covered" && $0.endedGrant != nil },
      by: { Place(access: KeyAndConsumer($0), grantID: $0.endedGrant?.id ?? "") }
    ).map { place, rows in
      let ends = Set(rows.compactMap(\.endedGrant))
      var seen = Sightings(rows, count: \.requests)
      for end in ends { seen.cite(end.endEventID) }
      return finding(
        place.access.isInOrganization ? .medium : .high,
        subject: place.access.keyARN,
        summary: "Grant \(place.grantID): \(list(ends.map(\.text))). " + place.access.summary(rows),
        seen,
        orElse: "cross-account.csv"
      )
    }
  }
}

extension EndedGrant {
  fileprivate var text: String { endEventID.isEmpty ? "\(end)" : "\(end) by event \(endEventID)" }
}
