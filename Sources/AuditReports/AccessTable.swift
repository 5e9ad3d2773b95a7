import AuditFindings
import KMSModel

/// The answer of `access` for a terminal: by key, and of a key by decision and basis.
enum AccessTable {
  static func bytes(_ answer: AccessAnswer) -> [UInt8] {
    var table = TerminalTable()
    table.paragraph(AccessAnswer.meaning)
    if let words = answer.kept.useMissing { table.paragraph(words) }
    if answer.rows.isEmpty { table.line("None in the scope.") }
    for rows in groups(answer.rows, by: { [$0.keyARN] }) {
      table.line("")
      table.line(TerminalTable.cut(heading(rows[0].keyARN), to: TerminalTable.width))
      for rows in groups(rows, by: { [$0.decision, $0.basis] }) {
        table.paragraph("\(rows[0].decision): \(rows[0].basis)", indent: 2)
        table.table(["requests", "last seen", "operation", "principal"], rows.map(cells))
      }
    }
    return table.out.bytes
  }

  /// Owner and id stand whole, as a reader looks for them.
  static func heading(_ keyARN: String) -> String {
    guard let key = KeyARN(keyARN) else { return "key \(keyARN)" }
    return "key \(key.keyID)  account \(key.account)  \(key.region)"
  }

  private static func cells(_ row: CrossAccountRow) -> [String] {
    // Mostly its ARN does, and to search the text takes longer.
    let isNamed =
      ARN.account(of: row.principal) == row.consumerAccount
      || row.principal.contains(row.consumerAccount)
    let who = isNamed ? row.principal : "\(row.consumerAccount) \(row.principal)"
    return [
      "\(row.requests)", row.lastSeen.dayText, row.operation,
      row.service.isEmpty ? who : "\(who) via \(row.service)",
    ]
  }

  /// Rows with the same texts together, placed as the first of them.
  static func groups<Row>(_ rows: [Row], by texts: (Row) -> [String]) -> [[Row]] {
    var places: [[String]: Int] = [:]
    var groups: [[Row]] = []
    // Mostly a row is of the same group as the one before.
    var last: (texts: [String], place: Int)?
    for row in rows {
      let texts = texts(row)
      var place = groups.count
      if let last, last.texts == texts {
        place = last.place
      } else {
        place = places[texts, default: place]
        last = (texts, place)
      }
      if place == groups.count {
        places[texts] = place
        groups.append([])
      }
      groups[place].append(row)
    }
    return groups
  }
}
