import KMSModel
import KMSUsage

/// The answer of `hot-keys` for a terminal: what it means, then by account, Region and quota family
/// the keys, in the order of the rows.
enum HotKeysTable {
  static func bytes(_ answer: HotKeysAnswer) -> [UInt8] {
    var table = TerminalTable()
    table.paragraph(HotKeysAnswer.meaning(answer.threshold, answer.share))
    for words in [answer.kept.ratesMissing, answer.kept.useMissing].compactMap(\.self) {
      table.paragraph(words)
    }
    if answer.rows.isEmpty { table.line("No request to KMS in the scope.") }
    for group in groups(answer.rows) {
      table.line("")
      if let first = group.first { heading(first, &table) }
      table.table(
        [
          "hot", "share", "peak/s", "over s", "throttled", "requests", "key (owner account and id)",
        ],
        group.map(cells)
      )
    }
    return table.out.bytes
  }

  /// Rows of one charged account, Region and family together, placed as the first of them.
  private static func groups(_ rows: [HotKey]) -> [[HotKey]] {
    var places: [[String]: Int] = [:]
    var groups: [[HotKey]] = []
    for row in rows {
      let place = [row.chargedAccount, row.region, row.quotaFamily]
      if let known = places[place] {
        groups[known].append(row)
      } else {
        places[place] = groups.count
        groups.append([row])
      }
    }
    return groups
  }

  private static func heading(_ row: HotKey, _ table: inout TerminalTable) {
    let account = row.chargedAccount.isEmpty ? "service load" : "account " + row.chargedAccount
    table.line(
      TerminalTable.cut("\(account)  \(row.region)  \(row.quotaFamily)", to: TerminalTable.width)
    )
    var text = ReportText()
    text.append("peak ")
    text.append(row.accountPeakRPS)
    text.append("/s at ")
    text.append(row.accountPeakAt)
    if let quota = row.quotaRPS, let utilization = row.accountPeakUtilization {
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
  private static func key(_ arn: String) -> String {
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
