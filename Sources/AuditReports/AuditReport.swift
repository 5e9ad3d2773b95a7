package import AuditFindings

/// What one audit has to say: the input of every renderer.
package struct AuditReport: Sendable {
  package let facts: AuditFacts
  /// Heaviest first.
  package let findings: [Finding]
  let totals: ReportTotals

  package init(facts: AuditFacts) {
    self.init(facts: facts, findings: Findings.all(in: facts))
  }

  package init(facts: AuditFacts, findings: [Finding]) {
    self.facts = facts
    self.findings = findings
    totals = ReportTotals(facts)
  }
}

/// A file of the report folder, whole.
package struct ReportFile: Hashable, Sendable {
  package let name: String
  /// UTF-8.
  package let bytes: [UInt8]

  /// Every file of a report, `report.md` first.
  package static func all(_ report: AuditReport) -> [ReportFile] {
    let facts = report.facts
    return [
      ReportFile(name: "report.md", bytes: report.markdown),
      ReportFile(name: "usage.csv", bytes: CSVTables.usage(facts.usage)),
      ReportFile(name: "hot-keys.csv", bytes: CSVTables.hotKeys(facts.hotKeys)),
      ReportFile(name: "cross-account.csv", bytes: CSVTables.crossAccount(facts.crossAccount)),
      ReportFile(name: "grants.csv", bytes: CSVTables.grants(facts.grants)),
      ReportFile(name: "coverage.csv", bytes: CSVTables.coverage(facts.coverage)),
      ReportFile(name: "run.json", bytes: report.runJSON),
    ]
  }
}

/// What an answer on the terminal may be given as.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  case table, csv, json, markdown
}
