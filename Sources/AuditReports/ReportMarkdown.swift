import AuditFindings
import KMSUsage

extension AuditReport {
  /// `report.md`: what a reviewer reads and signs, the scope first and the judgement after it.
  ///
  /// Every number in it stands in one of the files beside it.
  var markdown: [UInt8] {
    var page = Markdown()
    page.heading(1, "KMS usage audit")
    page.paragraph(
      "Made by kmsaudit \(Markdown.text(facts.run.version)) from CloudTrail logs. All times are UTC."
    )
    scope(&page)
    coverage(&page)
    findings(&page)
    consumers(&page)
    hotKeys(&page)
    crossAccount(&page)
    grants(&page)
    limits(&page)
    signature(&page)
    return page.out.bytes
  }

  /// The first rows of a table, and where the rest of them stands.
  func top<Rows: RandomAccessCollection>(
    _ rows: Rows,
    of file: String,
    into page: inout Markdown,
    columns: [Markdown.Column],
    cells: (Rows.Element) -> [Markdown.Cell]
  ) {
    guard !rows.isEmpty else { return page.paragraph("None.") }
    page.table(columns, rows.prefix(Self.tableRows).map(cells))
    guard rows.count > Self.tableRows else { return }
    page.paragraph("Only the first \(Self.tableRows) are shown; all stand in `\(file)`.")
  }

  /// An account with the name that the configuration gives it, escaped.
  func account(_ id: String) -> Markdown.Cell {
    guard !id.isEmpty else { return .plain("not known") }
    guard let name = facts.run.accountNames[id] else { return .text(id) }
    return .plain(Markdown.text(id) + " (" + Markdown.text(name) + ")")
  }

  private func signature(_ page: inout Markdown) {
    page.heading(2, "Review")
    page.table(["Reviewed by", "Date", "Remarks"], [[.plain(""), .plain(""), .plain("")]])
  }
}
