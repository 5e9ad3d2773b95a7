import KMSModel
package import KMSUsage

/// The answer of `hot-keys` in each format.
package struct HotKeysAnswer: Sendable {
  package private(set) var rows: [HotKey]
  /// How many there are behind them: an answer that is cut short says so.
  package private(set) var notShown = 0
  package let threshold: Double
  package let share: Double
  /// What the store no longer has whole of the asked period.
  package let kept: KeptDays
  /// How the rates went, for a terminal.
  package var course: RateCourse?

  package init(rows: [HotKey], threshold: Double, share: Double, kept: KeptDays = KeptDays()) {
    self.rows = rows
    self.threshold = threshold
    self.share = share
    self.kept = kept
  }

  package func first(_ count: Int) -> HotKeysAnswer {
    var answer = self
    answer.rows = Array(rows.prefix(count))
    answer.notShown = rows.count - answer.rows.count
    return answer
  }

  /// UTF-8, with a line end at the end; a table with sparklines if a style is given.
  package func bytes(_ format: ReportFormat, sparks: SparkStyle? = nil) -> [UInt8] {
    switch format {
    case .table: HotKeysTable.bytes(self, Sparks(course, sparks))
    case .csv: csv
    case .json: json
    case .markdown: markdown
    }
  }

  private var csv: [UInt8] {
    var bytes: [UInt8] = []
    CSVTable.hotKeys.write(rows) { bytes += $0 }
    return bytes
  }

  /// In a sentence or two, what the rows say.
  static func meaning(_ threshold: Double, _ share: Double) -> String {
    var text = ReportText()
    text.append("A key is hot when it was throttled, or when it carried at least a share of ")
    text.append(rate: share)
    text.append(" of its account's rate in a second in which the account had reached ")
    text.append(rate: threshold)
    text.append(
      """
       of its quota. Rates are requests per second of the charged account in one Region and quota \
      family; they are lower bounds, since the log may lack throttled calls.
      """
    )
    return text.text
  }

  private var markdown: [UInt8] {
    var page = Markdown()
    page.paragraph(Self.meaning(threshold, share))
    for words in [kept.ratesMissing, kept.useMissing].compactMap(\.self) { page.paragraph(words) }
    if rows.isEmpty {
      page.paragraph("None.")
    } else {
      page.table(Self.columns, rows.map(Self.cells))
    }
    page.notShown(notShown, "keys")
    return page.out.bytes
  }

  static let columns: [Markdown.Column] = [
    "Hot", "Charged account", "Region", "Quota family", "Key", .number("Utilisation"),
    .number("Share"), .number("Account peak"), "Account peak at", .number("Quota"),
    .number("Key peak"), "Key peak at", .number("Seconds over"), .number("Throttled"),
    .number("Requests"),
  ]

  static func cells(_ row: HotKey) -> [Markdown.Cell] {
    [
      .plain(row.heat),
      row.chargedAccount.isEmpty ? .plain("service load") : .text(row.chargedAccount),
      .text(row.region), .text(row.quotaFamily),
      row.keyARN.isEmpty ? .plain("no key") : .text(row.keyARN),
      .ratio(row.accountPeakUtilization), .ratio(row.keyShareOfAccountPeak),
      .integer(row.accountPeakRPS), .time(row.accountPeakAt), .rate(row.quotaRPS),
      .integer(row.peakRPS), .time(row.peakAt),
      row.secondsOverThreshold.map(Markdown.Cell.integer) ?? .plain("not known"),
      .integer(row.throttled), .integer(row.requests),
    ]
  }

  private var json: [UInt8] {
    JSONWriter.bytes(
      .object([
        "threshold": .rate(threshold), "share": .rate(share),
        "hot_keys": .array(rows, \.json), "kept": kept.json,
      ])
    )
  }
}

extension HotKey {
  /// Whether it is hot, in words.
  var heat: String { isHot.map { $0 ? "hot" : "" } ?? "not known" }

  /// Members as the columns of `hot-keys.csv`; null where a cell is empty because nothing is known.
  fileprivate var json: JSONOutput {
    .object([
      "charged_account": .text(chargedAccount), "region": .text(region),
      "quota_family": .text(quotaFamily), "key_arn": .text(keyARN), "requests": .integer(requests),
      "peak_rps": .integer(peakRPS), "peak_at": .time(peakAt),
      "account_peak_rps": .integer(accountPeakRPS), "account_peak_at": .time(accountPeakAt),
      "quota_rps": quotaRPS.map(JSONOutput.rate) ?? .null,
      "account_peak_utilization": accountPeakUtilization.map(JSONOutput.ratio) ?? .null,
      "key_share_of_account_peak": .ratio(keyShareOfAccountPeak),
      "seconds_over_threshold": secondsOverThreshold.map(JSONOutput.integer) ?? .null,
      "throttled": .integer(throttled), "hot": isHot.map(JSONOutput.flag) ?? .null,
    ])
  }
}
