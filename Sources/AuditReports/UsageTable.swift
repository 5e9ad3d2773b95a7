import KMSModel
import KMSUsage

/// The answer of `usage` for a terminal: the numbers, and what they are grouped by in as many lines as
/// it takes.
enum UsageTable {
  /// What is left of a line beside numbers of six digits.
  private static let room = 51

  static func bytes(_ answer: UsageAnswer) -> [UInt8] {
    var table = TerminalTable()
    table.paragraph(UsageAnswer.meaning)
    if answer.rows.isEmpty {
      table.line("None in the scope.")
    } else {
      table.line("")
      let title = titles(answer.dimensions)
      table.table(
        ["requests", "denied", "throttled", "failed", "last seen", title],
        answer.rows.flatMap { lines($0, answer) }
      )
    }
    for remark in answer.remarks {
      table.line("")
      table.paragraph(remark)
    }
    return table.out.bytes
  }

  /// Of a key what is shown of it, where there is room to say so.
  private static func titles(_ dimensions: [UseDimension]) -> String {
    dimensions.map { dimension in
      dimension == .key && dimensions.count < 3
        ? "key (owner account and id)" : dimension.title.lowercased()
    }
    .joined(separator: ", ")
  }

  private static func lines(_ row: UseSum, _ answer: UsageAnswer) -> [[String]] {
    let numbers = [
      "\(row.requests)", "\(row.denied)", "\(row.throttled)", "\(row.failed)",
      row.lastSeen.dayText,
    ]
    let texts = zip(answer.dimensions, row.values).map { dimension, value in
      dimension == .key ? key(value) : answer.text(dimension, value)
    }
    return lines(texts).enumerated().map { number, line in
      (number == 0 ? numbers : numbers.map { _ in "" }) + [line]
    }
  }

  /// As many texts on a line as fit, the later ones set in.
  private static func lines(_ texts: [String]) -> [String] {
    var lines: [String] = []
    for text in texts.map({ TerminalTable.cut($0, to: room - 2) }) {
      if let last = lines.last, last.utf8.count + 2 + text.utf8.count <= room {
        lines[lines.count - 1] += "  " + text
      } else {
        lines.append((lines.isEmpty ? "" : "  ") + text)
      }
    }
    return lines
  }

  /// Owner and id of the key fit whole.
  private static func key(_ arn: String) -> String {
    if let key = KeyARN(arn) { return key.account + " " + key.keyID }
    return arn.isEmpty ? UseDimension.key.nothing : arn
  }
}
