import AuditFindings
import AuditReports

/// What a scan says at its end: counters, the weightiest findings, where the reports lie.
struct ScanSummary {
  let text: String

  private static let findingsShown = 5

  /// - Parameters:
  ///   - report: of the scan.
  ///   - known: files that were not read, because the store knew them.
  ///   - reports: their folder.
  ///   - store: its file.
  init(_ report: AuditReport, known: Int, reports: String, store: String) {
    var lines = report.counterLines
    if known > 0 { lines.append("\(known) of the files were in the store already") }
    lines.append("")
    lines += Self.findings(report.findings)
    lines += ["", "Reports: \(reports)/report.md and the CSV files beside it. Store: \(store)"]
    text = lines.map(TerminalTable.safe).joined(separator: "\n")
  }

  private static func findings(_ findings: [Finding]) -> [String] {
    if findings.isEmpty { return ["No findings."] }
    let shown = findings.prefix(findingsShown).flatMap { finding in
      [
        "  \(finding.severity): \(finding.rule.title)", "    \(finding.subject)",
        "    \(finding.summary)",
      ]
    }
    let rest = findings.count - findingsShown
    return ["\(findings.count) findings, the weightiest first:"] + shown
      + (rest > 0 ? ["  and \(rest) more in report.md"] : [])
  }
}
