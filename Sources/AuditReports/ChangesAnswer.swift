import KMSModel

/// The answer of `changes` in each format.
package struct ChangesAnswer: Sendable {
  /// Sorted by key; what cannot be told comes last.
  package let rows: [ChangeRow]
  /// UTC days since 1970-01-01.
  package let days: Range<Int32>
  /// Those before it in which a key was used that fell silent.
  package let before: Range<Int32>
  /// From the first to the last with a record in the store; nil where there is none.
  package let recorded: ClosedRange<Int32>?

  package init(
    rows: [ChangeRow],
    days: Range<Int32>,
    before: Range<Int32>,
    recorded: ClosedRange<Int32>?
  ) {
    (self.rows, self.days, self.before, self.recorded) = (rows, days, before, recorded)
  }

  /// UTF-8, with a line end at the end.
  package func bytes(_ format: ReportFormat) -> [UInt8] {
    switch format {
    case .table: ChangesTable.bytes(self)
    case .csv: csv
    case .json: json
    case .markdown: markdown
    }
  }

  /// In a few sentences, what the rows say.
  var meaning: String {
    let last = days.upperBound - 1
    var text = "Changes of the days \(days.lowerBound.dayText) to \(last.dayText). "
    switch recorded {
    case nil: text += "The store has no record. "
    case let recorded?
    where recorded.upperBound < days.lowerBound || recorded.lowerBound >= days.upperBound:
      text += "The store has no record of these days, so that nothing can be told of them. "
    case let recorded? where recorded.lowerBound >= days.lowerBound:
      text += "The store has no record of before, so that what is new on a key cannot be told. "
    case let recorded?:
      text += "New is what the store does not have from before, \(recorded.lowerBound.dayText) on. "
    }
    return text + """
      Use is a cryptographic request that KMS did not refuse. A key is silent that was used in the \
      \(before.count) days before and not since.
      """
  }

  private var csv: [UInt8] {
    var bytes: [UInt8] = []
    CSVTable.changes.write(rows) { bytes += $0 }
    return bytes
  }

  private var json: [UInt8] {
    JSONWriter.bytes(
      .object([
        "since": .text(days.lowerBound.dayText), "until": .text(days.upperBound.dayText),
        "used_before_since": .text(before.lowerBound.dayText),
        "first_record": recorded.map { .text($0.lowerBound.dayText) } ?? .null,
        "changes": .array(rows, \.json),
      ])
    )
  }

  private var markdown: [UInt8] {
    var page = Markdown()
    page.paragraph(meaning)
    if rows.isEmpty {
      page.paragraph("None.")
    } else {
      page.table(Self.columns, rows.map(Self.cells))
    }
    return page.out.bytes
  }

  private static let columns: [Markdown.Column] = [
    "Change", "Time", "Key", "Account", "Region", "Who", "Caller accounts", "Event", "Detail",
    .number("Requests"), "Event id",
  ]

  private static func cells(_ row: ChangeRow) -> [Markdown.Cell] {
    [
      .plain(row.change.rawValue), .time(row.time), .text(row.keyARN), .text(row.account),
      .text(row.region), .text(row.who), .text(row.callerAccounts.joined(separator: " ")),
      .text(row.eventName), .text(row.detail),
      row.requests.map(Markdown.Cell.integer) ?? .plain(""), .text(row.eventID),
    ]
  }
}

extension Int32 {
  /// As days since 1970-01-01: `2026-11-22`.
  fileprivate var dayText: String { Timestamp(Int64(self) * 86400).dayText }
}

extension ChangeRow {
  /// Members as the columns of the CSV.
  fileprivate var json: JSONOutput {
    .object([
      "change": .text(change.rawValue), "time": .time(time), "key_arn": .text(keyARN),
      "account": .text(account), "region": .text(region), "who": .text(who),
      "caller_accounts": .texts(callerAccounts), "event": .text(eventName),
      "detail": .text(detail), "requests": requests.map(JSONOutput.integer) ?? .null,
      "event_id": .text(eventID),
    ])
  }
}

extension CSVTable<ChangeRow> {
  fileprivate static let changes = CSVTable(
    """
    change,time,key_arn,account,region,who,caller_accounts,event,detail,requests,event_id
    """
  ) { row, csv in
    csv.cell(row.change.rawValue)
    csv.cell(row.time)
    csv.cell(row.keyARN)
    csv.cell(row.account)
    csv.cell(row.region)
    csv.cell(row.who)
    csv.cell(row.callerAccounts.joined(separator: " "))
    csv.cell(row.eventName)
    csv.cell(row.detail)
    if let requests = row.requests { csv.cell(requests) } else { csv.cell("") }
    csv.cell(row.eventID)
  }
}
