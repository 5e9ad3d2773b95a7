import AuditFindings

/// The body of a mail on a run: plain ASCII text, in lines of at most 100 columns but for long names.
package struct RunMail: Sendable {
  private static let findingsShown = 8
  /// Columns of a finding's summary: the whole of it stands in `report.md`.
  private static let summaryWidth = 240

  private let run: EndedRun
  private let reports: String

  /// - Parameters:
  ///   - run: what to tell of.
  ///   - reports: the folder with its reports.
  package init(_ run: EndedRun, reports: String) { (self.run, self.reports) = (run, reports) }

  package var bytes: [UInt8] {
    var text = TerminalTable()
    text.line("kmsaudit: \(headline)")
    text.line("")
    if !run.message.isEmpty { text.paragraph("Message: \(run.message)") }
    let seconds = Int(run.seconds.rounded(.up))
    text.paragraph(
      "Run of \(run.started): \(seconds) s, version \(run.version), exit status \(run.status)."
    )
    if let report = run.report { tell(report, &text) }
    return text.out.bytes
  }

  private var headline: String {
    guard run.status < 64 else { return "the run FAILED with status \(run.status)" }
    guard let report = run.report else { return "" }
    let counts = Severity.allCases.reversed()
      .compactMap { severity in report.findingsBySeverity[severity.text].map { (severity, $0) } }
      .filter { $0.1 > 0 }.map { "\($0.1) \($0.0.text)" }
    let findings = counts.isEmpty ? "no findings" : "findings: \(counts.joined(separator: ", "))"
    return findings + (run.status == 2 ? "; the input was incomplete" : "")
  }

  private func tell(_ report: AuditReport, _ text: inout TerminalTable) {
    for line in report.counterLines { text.paragraph(line) }
    text.paragraph(coverage(report))
    let problems = report.problemsByCode.sorted { $0.key < $1.key }
    if !problems.isEmpty {
      let list = problems.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      text.paragraph("Problems of the input: \(list)")
    }
    if let last = run.lastFindings {
      changes(report.findings, since: last, &text)
    } else {
      text.paragraph("What the scan before found is not known.")
      list("The weightiest findings", report.findings, &text)
    }
    text.line("")
    text.line("Reports: \(reports)/report.md and the CSV files beside it")
  }

  private func coverage(_ report: AuditReport) -> String {
    let totals = report.totals
    guard let first = totals.firstRecord, let last = totals.lastRecord else {
      return "No account and Region has records."
    }
    let noted = report.facts.coverage.count { !$0.note.isEmpty }
    return "\(totals.accountsCovered) accounts, \(totals.regionsCovered) Regions, records from "
      + "\(first) to \(last); rows of coverage.csv with a note: \(noted)"
  }

  private func changes(_ findings: [Finding], since last: [Finding], _ text: inout TerminalTable) {
    let (known, found) = (Set(last.map(\.identity)), Set(findings.map(\.identity)))
    let new = findings.filter { !known.contains($0.identity) }
    let gone = last.filter { !found.contains($0.identity) }
    text.paragraph(
      "Since the scan before: \(findings.count) findings, were \(last.count); \(new.count) new, "
        + "\(gone.count) gone"
    )
    list("New findings, the weightiest first", new, &text)
    list("The weightiest of the others", findings.filter { known.contains($0.identity) }, &text)
  }

  private func list(_ title: String, _ findings: [Finding], _ text: inout TerminalTable) {
    guard !findings.isEmpty else { return }
    text.line("")
    text.line("\(title):")
    for finding in findings.prefix(Self.findingsShown) {
      text.line("  \(finding.severity.text): \(finding.rule.title)")
      text.paragraph(finding.subject, indent: 4)
      text.paragraph(TerminalTable.cut(finding.summary, to: Self.summaryWidth), indent: 4)
    }
    let rest = findings.count - Self.findingsShown
    if rest > 0 { text.line("  and \(rest) more in report.md") }
  }
}

extension Finding {
  /// What makes it the same finding in two scans.
  fileprivate var identity: [String] { [rule.id, subject] }
}

extension ReportFile {
  package static func mail(_ mail: RunMail) -> ReportFile {
    ReportFile(name: "") { $0(mail.bytes) }
  }
}
