import KMSUsage

/// Part of the input could not be read, so the report may lack what stood there.
///
/// Medium when a file is incomplete or unreadable, low when single records were malformed. One
/// finding; the count is files, or records when every file was read to its end.
enum IncompleteInput: FindingRule {
  static let rule = Rule(
    id: "incomplete-input",
    title: "Input incomplete",
    controls: [
      "NIST SP 800-53 r5 au-6", "NIST SP 800-53 r5 au-11", "PCI DSS v4.0 10.4.1.1",
    ],
    remedy: "Fetch the files named in run.json again and repeat the scan."
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    let counters = facts.run.counters
    let files = counters.filesIncomplete + counters.filesUnreadable
    guard files + counters.malformed > 0 else { return [] }
    // Bytes behind the data are told, and nothing is missing for them.
    let missing = facts.run.diagnostics.filter { $0.code != "trailing-bytes" }
    let named = Set(missing.map(\.file)).sorted()
    return [
      Finding(
        rule: rule,
        severity: files > 0 ? .medium : .low,
        status: .open,
        subject: "input",
        summary: """
          Files incomplete: \(counters.filesIncomplete), unreadable: \(counters.filesUnreadable); \
          malformed records: \(counters.malformed).
          """,
        firstSeen: nil,
        lastSeen: nil,
        count: files > 0 ? files : counters.malformed,
        evidence: named.isEmpty ? ["run.json"] : Array(named.prefix(Finding.evidenceKept))
      )
    ]
  }
}
