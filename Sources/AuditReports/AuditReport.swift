package import AuditFindings
import Parallel

/// What one audit has to say: the input of every renderer.
package struct AuditReport: Sendable {
  package let facts: AuditFacts
  /// Heaviest first.
  package let findings: [Finding]
  let totals: ReportTotals

  /// Looks for findings on up to `jobs` threads.
  package init(facts: AuditFacts, jobs: Int) {
    self.facts = facts
    (findings, totals) = both(
      jobs: jobs,
      { Findings.all(in: facts, jobs: jobs) },
      { ReportTotals(facts) }
    )
  }

  package init(facts: AuditFacts, findings: [Finding]) {
    self.facts = facts
    self.findings = findings
    totals = ReportTotals(facts)
  }
}

/// One file of a report, made when it is written.
package struct ReportFile: Sendable {
  package let name: String
  private let make: @Sendable (_ take: ([UInt8]) -> Void) -> Void

  init(name: String, make: @escaping @Sendable (_ take: ([UInt8]) -> Void) -> Void) {
    self.name = name
    self.make = make
  }

  /// Hands on the file in pieces, UTF-8.
  package func write(to take: ([UInt8]) -> Void) { make(take) }

  /// The file as a whole.
  package var bytes: [UInt8] {
    var all: [UInt8] = []
    write { all += $0 }
    return all
  }

  /// Every file of a report, `report.md` first.
  package static func all(_ report: AuditReport) -> [ReportFile] {
    let facts = report.facts
    return [
      ReportFile(name: "report.md") { $0(report.markdown) },
      ReportFile(name: "usage.csv") { CSVTable.usage.write(facts.usage, to: $0) },
      ReportFile(name: "hot-keys.csv") { CSVTable.hotKeys.write(facts.hotKeys, to: $0) },
      ReportFile(name: "cross-account.csv") {
        CSVTable.crossAccount.write(facts.crossAccount, to: $0)
      },
      ReportFile(name: "grants.csv") { CSVTable.grants.write(facts.grants, to: $0) },
      ReportFile(name: "coverage.csv") { CSVTable.coverage.write(facts.coverage, to: $0) },
      ReportFile(name: "run.json") { report.writeRunJSON(to: $0) },
    ]
  }
}

/// What an answer on the terminal may be given as.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  case table, csv, json, markdown
}
