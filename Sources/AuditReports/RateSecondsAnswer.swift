import KMSModel
package import KMSUsage

/// The answer of `hot-keys --at` in each format.
package struct RateSecondsAnswer: Sendable {
  /// The fullest first.
  package private(set) var pictures: [SecondPicture]
  /// How many there are behind them: an answer that is cut short says so.
  package private(set) var notShown = 0
  /// What the store no longer has whole of these seconds.
  package let kept: KeptDays

  package init(pictures: [SecondPicture], kept: KeptDays = KeptDays()) {
    (self.pictures, self.kept) = (pictures, kept)
  }

  package func first(_ count: Int) -> RateSecondsAnswer {
    var answer = self
    answer.pictures = Array(pictures.prefix(count))
    answer.notShown = pictures.count - answer.pictures.count
    return answer
  }

  /// UTF-8, with a line end at the end.
  package func bytes(_ format: ReportFormat) -> [UInt8] {
    switch format {
    case .table: table
    case .csv: csv
    case .json:
      JSONWriter.bytes(.object(["accounts": .array(pictures, \.json), "kept": kept.json]))
    case .markdown: markdown
    }
  }

  /// In a sentence or two, what the rows say.
  private static let meaning = """
    Requests second by second of a charged account in one Region and quota family, and the key that \
    had the most of them. They are lower bounds, since the log may lack throttled calls.
    """

  private var rows: [Row] {
    pictures.flatMap { picture in
      picture.seconds.map { Row(picture: picture, second: $0) }
    }
  }

  private var table: [UInt8] {
    var table = TerminalTable()
    table.paragraph(Self.meaning)
    if let words = kept.secondsMissing { table.paragraph(words) }
    if pictures.isEmpty { table.line("No request to KMS in these seconds.") }
    for picture in pictures {
      table.line("")
      heading(picture, &table)
      let rows = picture.seconds.map { Row(picture: picture, second: $0) }
      table.table(
        ["second", "requests", "of quota", "throttled", "share", "top key (owner account and id)"],
        rows.map(\.words)
      )
    }
    table.notShown(notShown, "accounts, Regions and quota families")
    return table.out.bytes
  }

  private func heading(_ picture: SecondPicture, _ table: inout TerminalTable) {
    var rate = AccountRate(
      chargedAccount: picture.chargedAccount,
      region: picture.region,
      quotaFamily: picture.quotaFamily
    )
    (rate.peakRPS, rate.quotaRPS) = (picture.peakRPS, picture.quotaRPS)
    rate.peakAt = picture.seconds.first { $0.requests == picture.peakRPS }?.time ?? Timestamp(0)
    HotKeysTable.heading(rate, &table)
  }

  private var csv: [UInt8] {
    var bytes: [UInt8] = []
    CSVTable.seconds.write(rows) { bytes += $0 }
    return bytes
  }

  private var markdown: [UInt8] {
    var page = Markdown()
    page.paragraph(Self.meaning)
    if let words = kept.secondsMissing { page.paragraph(words) }
    if pictures.isEmpty {
      page.paragraph("None.")
    } else {
      page.table(Self.columns, rows.map(\.cells))
    }
    page.notShown(notShown, "accounts, Regions and quota families")
    return page.out.bytes
  }

  private static let columns: [Markdown.Column] = [
    "Charged account", "Region", "Quota family", "Second", .number("Requests"), .number("Quota"),
    .number("Utilisation"), "Top key", .number("Its requests"), .number("Its share"),
    .number("Throttled"),
  ]
}

/// A second of one account.
private struct Row {
  let picture: SecondPicture
  let second: RateSecond

  var utilization: Double? { picture.quotaRPS.map { Double(second.requests) / $0 } }

  /// nil for a second without a request.
  var share: Double? {
    second.requests == 0 ? nil : Double(second.topKeyRequests) / Double(second.requests)
  }

  var words: [String] {
    func text(_ ratio: Double?) -> String {
      var text = ReportText()
      if let ratio { text.append(ratio: ratio) }
      return text.text
    }
    // The day stands above.
    let time = String(second.time.description.dropFirst(11))
    let key = second.requests == 0 ? "" : HotKeysTable.key(second.topKeyARN)
    return [
      time, "\(second.requests)", text(utilization), "\(second.throttled)", text(share), key,
    ]
  }

  var cells: [Markdown.Cell] {
    [
      picture.chargedAccount.isEmpty ? .plain("service load") : .text(picture.chargedAccount),
      .text(picture.region), .text(picture.quotaFamily), .time(second.time),
      .integer(second.requests), .rate(picture.quotaRPS), .ratio(utilization),
      .text(second.topKeyARN), .integer(second.topKeyRequests), .ratio(share),
      .integer(second.throttled),
    ]
  }

  var json: JSONOutput {
    .object([
      "second": .time(second.time), "requests": .integer(second.requests),
      "utilization": utilization.map(JSONOutput.ratio) ?? .null,
      "top_key_arn": .text(second.topKeyARN), "top_key_requests": .integer(second.topKeyRequests),
      "top_key_share": share.map(JSONOutput.ratio) ?? .null,
      "throttled": .integer(second.throttled),
    ])
  }
}

extension SecondPicture {
  fileprivate var json: JSONOutput {
    .object([
      "charged_account": .text(chargedAccount), "region": .text(region),
      "quota_family": .text(quotaFamily), "quota_rps": quotaRPS.map(JSONOutput.rate) ?? .null,
      "seconds": .array(seconds) { Row(picture: self, second: $0).json },
    ])
  }
}

extension CSVTable<Row> {
  fileprivate static let seconds = CSVTable(
    """
    charged_account,region,quota_family,second,requests,quota_rps,utilization,top_key_arn,\
    top_key_requests,top_key_share,throttled
    """
  ) { row, csv in
    csv.cell(row.picture.chargedAccount)
    csv.cell(row.picture.region)
    csv.cell(row.picture.quotaFamily)
    csv.cell(row.second.time)
    csv.cell(row.second.requests)
    csv.cell(rate: row.picture.quotaRPS)
    csv.cell(ratio: row.utilization)
    csv.cell(row.second.topKeyARN)
    csv.cell(row.second.topKeyRequests)
    csv.cell(ratio: row.share)
    csv.cell(row.second.throttled)
  }
}
