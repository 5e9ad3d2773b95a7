import KMSModel
package import KMSUsage

/// The answer of `hot-keys --by account` in each format.
package struct HotAccountsAnswer: Sendable {
  package private(set) var rows: [AccountRate]
  /// How many there are behind them: an answer that is cut short says so.
  package private(set) var notShown = 0
  package let threshold: Double
  /// What the store no longer has whole of the asked period.
  package let kept: KeptDays
  /// How the rates went, for a terminal.
  package var course: RateCourse?

  package init(rows: [AccountRate], threshold: Double, kept: KeptDays = KeptDays()) {
    (self.rows, self.threshold, self.kept) = (rows, threshold, kept)
  }

  package func first(_ count: Int) -> HotAccountsAnswer {
    var answer = self
    answer.rows = Array(rows.prefix(count))
    answer.notShown = rows.count - answer.rows.count
    return answer
  }

  /// UTF-8, with a line end at the end; a table with sparklines if a style is given.
  package func bytes(_ format: ReportFormat, sparks: SparkStyle? = nil) -> [UInt8] {
    switch format {
    case .table: table(Sparks(course, sparks))
    case .csv: csv
    case .json:
      JSONWriter.bytes(
        .object([
          "threshold": .rate(threshold), "hot_accounts": .array(rows, \.json), "kept": kept.json,
        ])
      )
    case .markdown: markdown
    }
  }

  /// In a sentence or two, what the rows say.
  private var meaning: String {
    var text = ReportText()
    text.append("All keys of a charged account, Region and quota family together. ")
    text.append("Seconds over are those in which it had reached ")
    text.append(rate: threshold)
    text.append(
      " of its quota. Rates are lower bounds, since the log may lack throttled calls."
    )
    return text.text
  }

  private func table(_ sparks: Sparks?) -> [UInt8] {
    var table = TerminalTable()
    table.paragraph(meaning)
    if let words = kept.secondsMissing { table.paragraph(words) }
    if let sparks, !rows.isEmpty { table.paragraph(sparks.meaning) }
    if rows.isEmpty { table.line("No request to KMS in the scope.") }
    for row in rows {
      table.line("")
      HotKeysTable.heading(row, &table)
      if let line = sparks?.line(RateCourse.Place(row), quota: row.quotaRPS) {
        table.sparkline(line)
      }
      let counts = "\(row.requests) requests to \(row.keys) keys, \(row.secondsOverThreshold) "
      table.line("  " + counts + "seconds over, \(row.throttled) throttled")
      let top = "top key at the peak, share \(ratio(row.topKeyShare)): "
      table.line(
        "  " + TerminalTable.cut(top + HotKeysTable.key(row.topKeyARN), to: TerminalTable.width - 2)
      )
    }
    table.notShown(notShown, "accounts, Regions and quota families")
    return table.out.bytes
  }

  private func ratio(_ value: Double) -> String {
    var text = ReportText()
    text.append(ratio: value)
    return text.text
  }

  private var csv: [UInt8] {
    var bytes: [UInt8] = []
    CSVTable.hotAccounts.write(rows) { bytes += $0 }
    return bytes
  }

  private var markdown: [UInt8] {
    var page = Markdown()
    page.paragraph(meaning)
    if let words = kept.secondsMissing { page.paragraph(words) }
    if rows.isEmpty {
      page.paragraph("None.")
    } else {
      page.table(Self.columns, rows.map(Self.cells))
    }
    page.notShown(notShown, "accounts, Regions and quota families")
    return page.out.bytes
  }

  private static let columns: [Markdown.Column] = [
    "Charged account", "Region", "Quota family", .number("Utilisation"), .number("Peak"),
    "Peak at", .number("Quota"), .number("Seconds over"), .number("Throttled"),
    .number("Requests"), .number("Keys"), "Top key at the peak", .number("Its share"),
  ]

  private static func cells(_ row: AccountRate) -> [Markdown.Cell] {
    [
      row.chargedAccount.isEmpty ? .plain("service load") : .text(row.chargedAccount),
      .text(row.region), .text(row.quotaFamily), .ratio(row.peakUtilization),
      .integer(row.peakRPS), .time(row.peakAt), .rate(row.quotaRPS),
      .integer(row.secondsOverThreshold), .integer(row.throttled), .integer(row.requests),
      .integer(row.keys), row.topKeyARN.isEmpty ? .plain("no key") : .text(row.topKeyARN),
      .ratio(row.topKeyShare),
    ]
  }
}

extension AccountRate {
  fileprivate var json: JSONOutput {
    .object([
      "charged_account": .text(chargedAccount), "region": .text(region),
      "quota_family": .text(quotaFamily), "keys": .integer(keys), "requests": .integer(requests),
      "peak_rps": .integer(peakRPS), "peak_at": .time(peakAt),
      "quota_rps": quotaRPS.map(JSONOutput.rate) ?? .null,
      "peak_utilization": peakUtilization.map(JSONOutput.ratio) ?? .null,
      "top_key_arn": .text(topKeyARN), "top_key_share": .ratio(topKeyShare),
      "seconds_over_threshold": .integer(secondsOverThreshold), "throttled": .integer(throttled),
    ])
  }
}

extension CSVTable<AccountRate> {
  fileprivate static let hotAccounts = CSVTable(
    """
    charged_account,region,quota_family,keys,requests,peak_rps,peak_at,quota_rps,\
    peak_utilization,top_key_arn,top_key_share,seconds_over_threshold,throttled
    """
  ) { row, csv in
    csv.cell(row.chargedAccount)
    csv.cell(row.region)
    csv.cell(row.quotaFamily)
    csv.cell(row.keys)
    csv.cell(row.requests)
    csv.cell(row.peakRPS)
    csv.cell(row.peakAt)
    csv.cell(rate: row.quotaRPS)
    csv.cell(ratio: row.peakUtilization)
    csv.cell(row.topKeyARN)
    csv.cell(ratio: row.topKeyShare)
    csv.cell(row.secondsOverThreshold)
    csv.cell(row.throttled)
  }
}
