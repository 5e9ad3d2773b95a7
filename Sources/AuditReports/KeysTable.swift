import KMSAccess
import KMSModel

/// The answer of `keys` for a terminal: each key in a few lines, since an ARN alone takes most of one.
enum KeysTable {
  static func bytes(_ answer: KeysAnswer) -> [UInt8] {
    var table = TerminalTable()
    table.paragraph(KeysAnswer.meaning)
    if answer.keys.isEmpty { table.line("None in the scope.") }
    for key in answer.keys { lines(key, answer, &table) }
    for remark in answer.remarks {
      table.line("")
      table.paragraph(remark)
    }
    return table.out.bytes
  }

  private static func lines(_ row: ListedKey, _ answer: KeysAnswer, _ table: inout TerminalTable) {
    let key = row.key
    table.line("")
    let name = ARN.account(of: key.keyARN).flatMap { answer.accountNames[$0] }
    let heading = AccessTable.heading(key.keyARN) + (name.map { "  (\($0))" } ?? "")
    table.line(TerminalTable.cut(heading, to: TerminalTable.width))
    if !key.aliases.isEmpty { table.paragraph(key.aliasNames.joined(separator: ", "), indent: 2) }
    table.paragraph(state(key), indent: 2)
    if let family = family(key) { table.paragraph(family, indent: 2) }
    table.paragraph(use(row), indent: 2)
    for consumer in row.consumers {
      let service = consumer.isService ? ", of an AWS service" : ""
      table.item(
        "\(answer.account(consumer.account))\(service): \(requests(consumer.requests))",
        indent: 4
      )
    }
    guard !key.administrators.isEmpty else {
      return table.paragraph("no administrator seen", indent: 2)
    }
    table.paragraph("administrators", indent: 2)
    for administrator in key.administrators {
      let uses = row.usingAdministrators.contains(administrator.principal) ? " (also used it)" : ""
      let operations = administrator.operations.joined(separator: ", ")
      table.item("\(administrator.principal)\(uses): \(operations)", indent: 4)
    }
  }

  private static func state(_ key: InventoriedKey) -> String {
    var text = key.state.map(told) ?? "state not known"
    if let date = key.deletionDate { text += ", deletion on \(date.value.dayText)" }
    text += "; rotation \(key.rotationText)"
    if let last = key.lastRotation { text += ", the last on \(last.value.dayText)" }
    return text
  }

  /// An event makes it so, an export shows that it is.
  private static func told(_ state: Told<String>) -> String {
    switch state.source {
    case .event: "\(state.value) since \(state.time.dayText)"
    case .export: "\(state.value) on \(state.time.dayText), as exported"
    }
  }

  private static func family(_ key: InventoriedKey) -> String? {
    guard let arn = KeyARN(key.keyARN), arn.isMultiRegion || !key.relatedKeys.isEmpty else {
      return nil
    }
    let type = key.multiRegionKeyType?.value.lowercased() ?? "primary or replica"
    let regions = key.relatedARNs.compactMap { KeyARN($0)?.region }.joined(separator: ", ")
    return "multi-Region key, \(type)"
      + (regions.isEmpty ? "; no related key known" : "; related keys in \(regions)")
  }

  private static func use(_ row: ListedKey) -> String {
    guard let first = row.firstUse, let last = row.lastUse else { return "no use seen" }
    return
      "\(row.sharingText) use: \(row.requests) requests from \(first.dayText) to \(last.dayText)"
  }

  private static func requests(_ count: Int) -> String {
    count == 1 ? "1 request" : "\(count) requests"
  }
}
