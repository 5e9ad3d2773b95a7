import KMSAccess
import KMSModel
package import KMSUsage

/// The answer of `keys` in each format.
package struct KeysAnswer: Sendable {
  /// By ARN.
  package let keys: [ListedKey]
  /// Requests of uses on both sides of a bound within a day, which are in no number.
  package let undivided: Int
  /// What the store no longer has whole of the asked period.
  let kept: KeptDays
  let accountNames: [String: String]

  package init(
    keys: [ListedKey],
    undivided: Int,
    kept: KeptDays,
    accountNames: [String: String]
  ) {
    (self.keys, self.undivided) = (keys, undivided)
    (self.kept, self.accountNames) = (kept, accountNames)
  }

  /// UTF-8, with a line end at the end.
  package func bytes(_ format: ReportFormat) -> [UInt8] {
    switch format {
    case .table: KeysTable.bytes(self)
    case .csv: csv
    case .json: json
    case .markdown: markdown
    }
  }

  /// In a sentence or two, what the rows say.
  static let meaning = """
    Keys that the logs or an export name. State, aliases and rotation are the last that is told of them; \
    of what nothing tells it is said that it is not known. Use is that of cryptographic operations which \
    succeeded. Administrators changed the key, its policy or its aliases in the logs.
    """

  package var remarks: [String] {
    [kept.useMissing, undivided > 0 ? UsageAnswer.undivided(undivided) : nil].compactMap(\.self)
  }

  func account(_ id: String) -> String {
    if id.isEmpty { return "account not known" }
    return accountNames[id].map { "\(id) (\($0))" } ?? id
  }

  private var csv: [UInt8] {
    let names = accountNames
    let table = CSVTable<ListedKey>(Self.csvHeader) { row, csv in
      let (key, arn) = (row.key, KeyARN(row.key.keyARN))
      csv.cell(key.keyARN)
      csv.cell(arn?.account ?? "")
      csv.cell(arn.flatMap { names[$0.account] } ?? "")
      csv.cell(arn?.region ?? "")
      csv.cell(key.aliasNames.joined(separator: " "))
      csv.cell(key.createdAt?.value)
      csv.cell(key.manager?.value ?? "")
      csv.cell(key.state?.value ?? "unknown")
      csv.cell(key.state?.time)
      csv.cell(key.deletionDate?.value)
      csv.cell(key.multiRegionText)
      csv.cell(key.relatedARNs.joined(separator: " "))
      csv.cell(row.sharing.rawValue)
      csv.cell(row.consumers.count)
      csv.cell(row.consumers.map(\.text).joined(separator: " "))
      csv.cell(row.requests)
      csv.cell(row.firstUse)
      csv.cell(row.lastUse)
      csv.cell(key.rotates.map { $0.value ? "on" : "off" } ?? "unknown")
      csv.cell(key.rotationPeriodInDays.map { "\($0.value)" } ?? "")
      csv.cell(key.lastRotation?.value)
      csv.cell(key.administrators.map(\.principal).joined(separator: "; "))
      csv.cell(row.usingAdministrators.ascending.joined(separator: "; "))
    }
    var bytes: [UInt8] = []
    table.write(keys) { bytes += $0 }
    return bytes
  }

  private static let csvHeader = """
    key_arn,key_account,key_account_name,region,aliases,created_at,managed_by,state,state_told_at,\
    deletion_date,multi_region,related_keys,sharing,consumers,consumer_accounts,requests,first_use,\
    last_use,rotation,rotation_period_in_days,last_rotation,administrators,administrators_that_used_it
    """

  private var markdown: [UInt8] {
    var page = Markdown()
    page.paragraph(Self.meaning)
    if keys.isEmpty {
      page.paragraph("None.")
    } else {
      page.table(Self.columns, keys.map(cells))
    }
    for remark in remarks { page.paragraph(remark) }
    return page.out.bytes
  }

  private static let columns: [Markdown.Column] = [
    "Key", "Account", "Aliases", "State", "Deletion", "Multi-Region", "Use",
    .number("Consumers"), .number("Requests"), "First use", "Last use", "Rotation", "Last rotation",
    "Administrators", "of them used it",
  ]

  private func cells(_ row: ListedKey) -> [Markdown.Cell] {
    let key = row.key
    return [
      .text(key.keyARN), .text(account(ARN.account(of: key.keyARN) ?? "")),
      .text(key.aliasNames.joined(separator: ", ")), .text(key.state?.value ?? "not known"),
      .time(key.deletionDate?.value), .text(key.multiRegionText), .plain(row.sharingText),
      .integer(row.consumers.count), .integer(row.requests), .time(row.firstUse),
      .time(row.lastUse), .plain(key.rotationText), .time(key.lastRotation?.value),
      .text(key.administrators.map(\.principal).joined(separator: ", ")),
      .text(row.usingAdministrators.ascending.joined(separator: ", ")),
    ]
  }
}

extension InventoriedKey {
  var aliasNames: [String] { aliases.map(\.name) }
  var relatedARNs: [String] { Set(relatedKeys.keys).ascending }

  /// "" for a key of one Region.
  var multiRegionText: String {
    if let type = multiRegionKeyType?.value { return type.lowercased() }
    return KeyARN(keyARN)?.isMultiRegion == true ? "unknown" : ""
  }

  var rotationText: String {
    guard let rotates else { return "not known" }
    guard rotates.value else { return "off" }
    return rotationPeriodInDays.map { "every \($0.value) days" } ?? "on"
  }
}

extension AliasBook.Entry {
  /// `alias/name`.
  var name: String { AliasARN(alias, account: "", region: "")?.name ?? alias }
}

extension KeyConsumer {
  var text: String { account.isEmpty ? "unknown" : account }
}

extension ListedKey {
  var sharingText: String {
    switch sharing {
    case .none: "none seen"
    case .unknown: "by accounts not known"
    case .local, .central, .mixed: sharing.rawValue
    }
  }
}

extension Set<String> {
  var ascending: [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
