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

/// One file of a report, made when its bytes are asked for.
package struct ReportFile: Sendable {
  package let name: String
  private let make: @Sendable () -> [UInt8]

  /// UTF-8.
  package var bytes: [UInt8] { make() }

  /// Every file of a report, `report.md` first.
  package static func all(_ report: AuditReport) -> [ReportFile] {
    let facts = report.facts
    return [
      ReportFile(name: "report.md") { report.markdown },
      ReportFile(name: "usage.csv") { CSVTables.usage(facts.usage) },
      ReportFile(name: "hot-keys.csv") { CSVTables.hotKeys(facts.hotKeys) },
      ReportFile(name: "cross-account.csv") { CSVTables.crossAccount(facts.crossAccount) },
      ReportFile(name: "grants.csv") { CSVTables.grants(facts.grants) },
      ReportFile(name: "coverage.csv") { CSVTables.coverage(facts.coverage) },
      ReportFile(name: "run.json") { report.runJSON },
    ]
  }
}

/// What an answer on the terminal may be given as.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  case table, csv, json, markdown
}
