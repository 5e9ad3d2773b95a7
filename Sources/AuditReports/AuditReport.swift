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

  /// Every file of a report, `report.md` first; each is made on a thread of its own.
  package static func all(_ report: AuditReport) -> [ReportFile] {
    let facts = report.facts
    let makers: [(name: String, bytes: @Sendable () -> [UInt8])] = [
      ("report.md", { report.markdown }),
      ("usage.csv", { CSVTables.usage(facts.usage) }),
      ("hot-keys.csv", { CSVTables.hotKeys(facts.hotKeys) }),
      ("cross-account.csv", { CSVTables.crossAccount(facts.crossAccount) }),
      ("grants.csv", { CSVTables.grants(facts.grants) }),
      ("coverage.csv", { CSVTables.coverage(facts.coverage) }),
      ("run.json", { report.runJSON }),
    ]
    let made = Mutex<[[UInt8]]>(Array(repeating: [], count: makers.count))
    DispatchQueue.concurrentPerform(iterations: makers.count) { index in
      let bytes = makers[index].bytes()
      made.withLock { $0[index] = bytes }
    }
    return zip(makers, made.withLock { $0 }).map { ReportFile(name: $0.name, bytes: $1) }
  }
}

/// What an answer on the terminal may be given as.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  case table, csv, json, markdown
}
