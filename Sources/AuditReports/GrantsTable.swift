import AuditFindings

/// The answer of `grants` for a terminal: by key, each grant in a few lines, since an id alone
/// takes two thirds of one.
enum GrantsTable {
  static func bytes(_ answer: GrantsAnswer) -> [UInt8] {
    var table = TerminalTable()
    table.paragraph(GrantsAnswer.meaning)
    if let words = answer.kept.useMissing { table.paragraph(words) }
    if answer.grants.isEmpty { table.line("None.") }
    for grants in AccessTable.groups(answer.grants, by: { [$0.row.keyARN] }) {
      table.line("")
      table.line(
        TerminalTable.cut(AccessTable.heading(grants[0].row.keyARN), to: TerminalTable.width)
      )
      for grant in grants { lines(grant, &table) }
    }
    return table.out.bytes
  }

  private static func lines(_ grant: ListedGrant, _ table: inout TerminalTable) {
    let row = grant.row
    let name = row.name.isEmpty ? "" : "  \(row.name)"
    table.line("  " + TerminalTable.cut("grant \(row.grantID)\(name)", to: 98))
    if !row.grantee.isEmpty {
      let place = grant.isExternal ? " (outside the organization)" : ""
      table.paragraph("to \(row.grantee)\(place)", indent: 4)
    }
    if !row.operations.isEmpty { table.paragraph("for \(row.operations)", indent: 4) }
    if !row.constraints.isEmpty { table.paragraph("only with \(row.constraints)", indent: 4) }
    let origin = grant.origin.text
    table.paragraph(row.createdAt.map { "created \($0) (\(origin))" } ?? origin, indent: 4)
    table.paragraph("\(use(grant)); \(grant.end)", indent: 4)
  }

  private static func use(_ grant: ListedGrant) -> String {
    guard let last = grant.row.lastUsed else {
      return grant.isToAnotherAccount ? "no use seen" : "no use of another account seen"
    }
    return "\(grant.row.requests) requests, the last \(last)"
  }
}
