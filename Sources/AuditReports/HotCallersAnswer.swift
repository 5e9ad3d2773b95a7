import KMSModel
package import KMSUsage

/// The answer of `hot-keys --by service` and `--by principal` in each format.
package struct HotCallersAnswer: Sendable {
  package private(set) var rows: [HotCaller]
  /// How many there are behind them: an answer that is cut short says so.
  package private(set) var notShown = 0
  package let kind: HotCaller.Kind
  package let threshold: Double
  /// What the store no longer has whole of the asked period.
  package let kept: KeptDays

  package init(
    rows: [HotCaller],
    kind: HotCaller.Kind,
    threshold: Double,
    kept: KeptDays = KeptDays()
  ) {
    (self.rows, self.kind, self.threshold, self.kept) = (rows, kind, threshold, kept)
  }

  package func first(_ count: Int) -> HotCallersAnswer {
    var answer = self
    answer.rows = Array(rows.prefix(count))
    answer.notShown = rows.count - answer.rows.count
    return answer
  }

  /// UTF-8, with a line end at the end.
  package func bytes(_ format: ReportFormat) -> [UInt8] {
    switch format {
    case .table: table
    case .csv: csv
    case .json:
      JSONWriter.bytes(
        .object([
          "threshold": .rate(threshold), "by": .text(kind.rawValue),
          "hot_callers": .array(rows, json), "kept": kept.json,
        ])
      )
    case .markdown: markdown
    }
  }

  /// In a few sentences, what the rows say.
  private var meaning: String {
    var text = ReportText()
    text.append("By \(kind.rawValue), the requests of accounts that had reached ")
    text.append(rate: threshold)
    text.append(
      """
       of their quota or were throttled, on the whole UTC day of the account's peak and to the keys \
      of that quota family. Who made them second by second is not kept: these are counts of a day \
      and no rates.
      """
    )
    return text.text
  }

  private var table: [UInt8] {
    var table = TerminalTable()
    table.paragraph(meaning)
    if let words = kept.secondsMissing { table.paragraph(words) }
    if rows.isEmpty { table.line("No account was near its quota in the scope.") }
    for rows in AccessTable.groups(rows, by: Self.account) {
      table.line("")
      HotKeysTable.heading(rows[0].account, &table)
      let (day, count) = (rows[0].account.peakAt.dayText, rows[0].accountRequests)
      table.paragraph("on \(day): \(count) requests of the account\(note(rows[0]))")
      table.table(
        ["requests that day", "throttled", kind.rawValue],
        rows.map { ["\($0.requests)", "\($0.throttled)", $0.name.isEmpty ? none : $0.name] }
      )
    }
    table.notShown(notShown, kind.rawValue + "s")
    return table.out.bytes
  }

  private static func account(_ row: HotCaller) -> [String] {
    [row.account.chargedAccount, row.account.region, row.account.quotaFamily]
  }

  private var none: String { kind == .service ? "(no service in between)" : "(not told)" }

  private func note(_ row: HotCaller) -> String {
    row.isExact
      ? "" : "; those below may also count against other quota families of the same keys"
  }

  private var csv: [UInt8] {
    var bytes: [UInt8] = []
    CSVTable.hotCallers(kind).write(rows) { bytes += $0 }
    return bytes
  }

  private var markdown: [UInt8] {
    var page = Markdown()
    page.paragraph(meaning)
    if let words = kept.secondsMissing { page.paragraph(words) }
    if rows.isEmpty {
      page.paragraph("None.")
    } else {
      page.table(columns, rows.map(cells))
    }
    page.notShown(notShown, kind.rawValue + "s")
    return page.out.bytes
  }

  private var columns: [Markdown.Column] {
    [
      "Charged account", "Region", "Quota family", .number("Utilisation"), "Peak at", "Peak day",
      .number("Account's requests that day"), kind == .service ? "Service" : "Principal",
      .number("Requests that day"), .number("Throttled that day"), "Counts",
    ]
  }

  private func cells(_ row: HotCaller) -> [Markdown.Cell] {
    let account = row.account
    return [
      .text(account.chargedAccount), .text(account.region), .text(account.quotaFamily),
      .ratio(account.peakUtilization), .time(account.peakAt), .plain(account.peakAt.dayText),
      .integer(row.accountRequests), row.name.isEmpty ? .plain(none) : .text(row.name),
      .integer(row.requests), .integer(row.throttled), .plain(row.counts),
    ]
  }

  private func json(_ row: HotCaller) -> JSONOutput {
    let account = row.account
    return .object([
      "charged_account": .text(account.chargedAccount), "region": .text(account.region),
      "quota_family": .text(account.quotaFamily),
      "account_peak_rps": .integer(account.peakRPS), "account_peak_at": .time(account.peakAt),
      "quota_rps": account.quotaRPS.map(JSONOutput.rate) ?? .null,
      "account_peak_utilization": account.peakUtilization.map(JSONOutput.ratio) ?? .null,
      "peak_day": .text(account.peakAt.dayText),
      "account_requests_on_peak_day": .integer(row.accountRequests),
      kind.rawValue: .text(row.name), "requests_on_peak_day": .integer(row.requests),
      "throttled_on_peak_day": .integer(row.throttled), "counts": .text(row.counts),
    ])
  }
}

extension HotCaller {
  fileprivate var counts: String { isExact ? "exact" : "at-most" }
}

extension CSVTable<HotCaller> {
  fileprivate static func hotCallers(_ kind: HotCaller.Kind) -> Self {
    CSVTable(
      """
      charged_account,region,quota_family,account_peak_rps,account_peak_at,quota_rps,\
      account_peak_utilization,peak_day,account_requests_on_peak_day,\(kind.rawValue),\
      requests_on_peak_day,throttled_on_peak_day,counts
      """
    ) { row, csv in
      csv.cell(row.account.chargedAccount)
      csv.cell(row.account.region)
      csv.cell(row.account.quotaFamily)
      csv.cell(row.account.peakRPS)
      csv.cell(row.account.peakAt)
      csv.cell(rate: row.account.quotaRPS)
      csv.cell(ratio: row.account.peakUtilization)
      csv.cell(row.account.peakAt.dayText)
      csv.cell(row.accountRequests)
      csv.cell(row.name)
      csv.cell(row.requests)
      csv.cell(row.throttled)
      csv.cell(row.counts)
    }
  }
}
