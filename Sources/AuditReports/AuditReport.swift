package import AuditFindings
import Dispatch
import Synchronization

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

  /// Every file of a report, in no order; each is made on a thread of its own.
  package static func all(_ report: AuditReport) -> [ReportFile] {
    let facts = report.facts
    let makers: [@Sendable () -> ReportFile] = [
      { ReportFile(name: "usage.csv", bytes: CSVTables.usage(facts.usage)) },
      { ReportFile(name: "cross-account.csv", bytes: CSVTables.crossAccount(facts.crossAccount)) },
      { ReportFile(name: "report.md", bytes: report.markdown) },
      { ReportFile(name: "run.json", bytes: report.runJSON) },
      { ReportFile(name: "hot-keys.csv", bytes: CSVTables.hotKeys(facts.hotKeys)) },
      { ReportFile(name: "grants.csv", bytes: CSVTables.grants(facts.grants)) },
      { ReportFile(name: "coverage.csv", bytes: CSVTables.coverage(facts.coverage)) },
    ]
    let made = Mutex<[ReportFile]>([])
    DispatchQueue.concurrentPerform(iterations: makers.count) { index in
      let file = makers[index]()
      made.withLock { $0.append(file) }
    }
    return made.withLock { $0 }
  }
}

/// What an answer on the terminal may be given as.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  case table, csv, json, markdown
}
