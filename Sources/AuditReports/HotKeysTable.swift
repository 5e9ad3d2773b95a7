import KMSModel
import KMSUsage

/// The answer of `hot-keys` for a terminal: what it means, then by account, Region and quota family
/// the keys, in the order of the rows.
enum HotKeysTable {
  static func bytes(_ answer: HotKeysAnswer, _ sparks: Sparks?) -> [UInt8] {
    var table = TerminalTable()
    table.paragraph(HotKeysAnswer.meaning(answer.threshold, answer.share))
    for words in [answer.kept.ratesMissing, answer.kept.useMissing].compactMap(\.self) {
      table.paragraph(words)
    }
    if let sparks, !answer.rows.isEmpty { table.paragraph(sparks.meaning) }
    if answer.rows.isEmpty { table.line("No request to KMS in the scope.") }
    for rows in AccessTable.groups(
      answer.rows,
      by: { [$0.chargedAccount, $0.region, $0.quotaFamily] }
    ) {
      table.line("")
      heading(AccountRate(rows[0]), &table)
      let account = RateCourse.Place(rows[0], keyARN: nil)
      if let line = sparks?.line(account, quota: rows[0].quotaRPS) { table.sparkline(line) }
      table.table(
        [
          "hot", "share", "peak/s", "over s", "throttled", "requests", "key (owner account and id)",
        ],
        rows.map(cells)
      ) { place in
        let row = rows[place]
        return sparks?.line(RateCourse.Place(row, keyARN: row.keyARN), quota: row.quotaRPS)
          .map { "\($0)  peak at \(row.peakAt)" }
      }
    }
    table.notShown(answer.notShown, "keys")
    return table.out.bytes
  }

  /// An account, Region and quota family, and their peak.
  static func heading(_ row: AccountRate, _ table: inout TerminalTable) {
    let account = row.chargedAccount.isEmpty ? "service load" : "account " + row.chargedAccount
    table.line(
      TerminalTable.cut("\(account)  \(row.region)  \(row.quotaFamily)", to: TerminalTable.width)
    )
    var text = ReportText()
    text.append("peak ")
    text.append(row.peakRPS)
    text.append("/s at ")
    text.append(row.peakAt)
    if let quota = row.quotaRPS, let utilization = row.peakUtilization {
      text.append(", ")
      text.append(ratio: utilization)
      text.append(" of the quota of ")
      text.append(rate: quota)
      text.append("/s")
    } else {
      text.append(", no quota known")
    }
    table.line(text.text)
  }

  /// The partition and Region of an ARN stand above; owner and id of the key fit whole.
  static func key(_ arn: String) -> String {
    if let key = KeyARN(arn) { return key.account + " " + key.keyID }
    return arn.isEmpty ? "(no key)" : arn
  }

  private static func cells(_ row: HotKey) -> [String] {
    var share = ReportText()
    share.append(ratio: row.keyShareOfAccountPeak)
    return [
      row.heat, share.text, "\(row.peakRPS)",
      row.secondsOverThreshold.map { "\($0)" } ?? "not known",
      "\(row.throttled)", "\(row.requests)", key(row.keyARN),
    ]
  }
}

extension AccountRate {
  /// Of a key what is told of its account.
  fileprivate init(_ row: HotKey) {
    self.init(
      chargedAccount: row.chargedAccount,
      region: row.region,
      quotaFamily: row.quotaFamily
    )
    (peakRPS, peakAt, quotaRPS) = (row.accountPeakRPS, row.accountPeakAt, row.quotaRPS)
  }
}
