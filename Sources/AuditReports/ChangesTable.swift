import KMSModel

/// The answer of `changes` for a terminal: by key, each change in two lines, since an event id alone
/// takes a third of one.
enum ChangesTable {
  static func bytes(_ answer: ChangesAnswer) -> [UInt8] {
    var table = TerminalTable()
    table.paragraph(answer.meaning)
    let changes = answer.rows.filter { !$0.change.isUntold }
    if changes.isEmpty { table.line("None.") }
    for rows in AccessTable.groups(changes, by: { [$0.keyARN] }) {
      table.line("")
      table.line(TerminalTable.cut(heading(rows[0].keyARN), to: TerminalTable.width))
      for row in rows { lines(row, &table) }
    }
    untold(answer.rows.filter(\.change.isUntold), &table)
    return table.out.bytes
  }

  private static func heading(_ keyARN: String) -> String {
    keyARN.isEmpty ? "no key" : AccessTable.heading(keyARN)
  }

  private static func lines(_ row: ChangeRow, _ table: inout TerminalTable) {
    let change = row.change.rawValue
    let room = String(repeating: " ", count: max(0, 18 - change.utf8.count))
    let start = "  \(change)\(room)  \(row.time?.description ?? "")"
    let who = row.who.isEmpty ? "" : "  \(row.who)"
    table.line(start + TerminalTable.cut(who, to: TerminalTable.width - start.utf8.count))
    let parts = [
      row.eventName, row.requests.map { "\($0) requests" } ?? "", row.detail,
      row.eventID.isEmpty ? "" : "event \(row.eventID)",
    ]
    table.paragraph(shortened(parts.filter { !$0.isEmpty }.joined(separator: ", ")), indent: 6)
  }

  /// A name that takes more than a line is in the other formats.
  private static func shortened(_ words: String) -> String {
    words.split(separator: " ").map { TerminalTable.cut(String($0), to: TerminalTable.width - 6) }
      .joined(separator: " ")
  }

  private static func untold(_ rows: [ChangeRow], _ table: inout TerminalTable) {
    if rows.isEmpty { return }
    table.line("")
    table.line("What cannot be told:")
    for row in rows {
      let place = row.account.isEmpty ? "no account" : row.account
      let words = "\(row.change.rawValue) \(place) \(row.region): \(row.detail)"
      table.item(shortened(words), indent: 2)
    }
  }
}
