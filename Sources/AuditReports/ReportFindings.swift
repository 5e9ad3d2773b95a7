import AuditFindings

// The section of `report.md` on findings: by weight, and of equal weight together by rule.
extension AuditReport {
  func findings(_ page: inout Markdown) {
    page.heading(2, "Findings")
    guard !findings.isEmpty else { return page.paragraph("None.") }
    page.table(
      ["Severity", .number("Findings")],
      Severity.allCases.reversed().map {
        [.plain($0.text), .integer(findingsBySeverity[$0.text] ?? 0)]
      }
    )
    for severity in Severity.allCases.reversed() {
      let weighty = findings.filter { $0.severity == severity }
      var told: Set<Rule> = []
      for finding in weighty where told.insert(finding.rule).inserted {
        kind(severity, finding.rule, weighty.filter { $0.rule == finding.rule }, &page)
      }
    }
  }

  private func kind(
    _ severity: Severity,
    _ rule: Rule,
    _ findings: [Finding],
    _ page: inout Markdown
  ) {
    page.heading(3, "\(severity.text.capitalizedFirst): \(rule.title)")
    page.paragraph(
      "Rule `\(rule.id)`. \(rule.remedy) Evidence for: \(rule.controls.joined(separator: "; "))."
    )
    for finding in findings.prefix(Self.tableRows) { item(finding, &page) }
    guard findings.count > Self.tableRows else { return }
    page.paragraph("Only the first \(Self.tableRows) are shown; all stand in `run.json`.")
  }

  private func item(_ finding: Finding, _ page: inout Markdown) {
    page.bullet(
      "**\(Markdown.text(finding.subject))**: \(Markdown.text(finding.summary)) "
        + "Count \(finding.count)\(period(of: finding)), \(finding.status.rawValue). Evidence: "
        + finding.evidence.map(Markdown.text).joined(separator: ", ") + "."
    )
  }

  private func period(of finding: Finding) -> String {
    guard let first = finding.firstSeen, let last = finding.lastSeen else { return "" }
    return first == last ? " at \(first)" : " from \(first) to \(last)"
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
