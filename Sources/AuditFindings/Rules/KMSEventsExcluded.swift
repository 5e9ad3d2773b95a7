/// An account logs in a Region, but never a call to KMS: its trail probably leaves them out.
///
/// Medium, and undetermined: an account may have no use for KMS. One finding an account and Region;
/// the count is records of other services.
enum KMSEventsExcluded: FindingRule {
  static let rule = Rule(
    id: "kms-events-excluded",
    title: "KMS events probably excluded from the trail",
    controls: [
      "NIST SP 800-53 r5 au-12", "ISO/IEC 27001:2022 A.8.15", "HIPAA 164.312(b)", "SOC 2 CC7.2",
    ],
    remedy: "Remove the exclusion of kms.amazonaws.com from the trail's event selectors."
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    let rows = facts.coverage.filter(\.seemsToLackKMS)
    return Dictionary(grouping: rows) { [$0.account, $0.region] }.map { place, rows in
      var seen = Sightings()
      for row in rows {
        seen.add(row.records, first: row.firstRecord, last: row.lastRecord, eventID: "")
      }
      return finding(
        .medium,
        .undetermined,
        subject: place.joined(separator: " "),
        summary: "Other services logged here, KMS never did.",
        seen,
        orElse: "coverage.csv"
      )
    }
  }
}
