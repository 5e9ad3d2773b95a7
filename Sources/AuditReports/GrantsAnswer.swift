package import AuditFindings
package import KMSModel
package import KMSUsage

/// A grant with where it is known from and how it ended.
package struct ListedGrant: Hashable, Sendable {
  package enum Origin: Hashable, Sendable {
    case event(id: String)
    /// The file, and the moment of the answer.
    case export(file: String, Timestamp)
    /// Neither shows its creation: only its end was seen.
    case endAlone
  }

  package var row: GrantRow
  package var origin: Origin
  /// The first complete list afterwards that does not have it, where no event ended it.
  package var missingAt: Timestamp?
  /// Its use crosses accounts and is counted: it is to another account than the key's.
  package var isToAnotherAccount: Bool
  /// The account is neither in the organization nor one of AWS's.
  package var isExternal: Bool

  package init(
    row: GrantRow,
    origin: Origin,
    missingAt: Timestamp?,
    isToAnotherAccount: Bool,
    isExternal: Bool
  ) {
    self.row = row
    self.origin = origin
    self.missingAt = missingAt
    self.isToAnotherAccount = isToAnotherAccount
    self.isExternal = isExternal
  }

  package var hasEnded: Bool { row.endedAt != nil || missingAt != nil }
}

/// The answer of `grants` in each format.
package struct GrantsAnswer: Sendable {
  /// In the order of `grants.csv`.
  package let grants: [ListedGrant]
  /// What the store no longer has whole of the asked period.
  package let kept: KeptDays

  package init(grants: [ListedGrant], kept: KeptDays = KeptDays()) {
    (self.grants, self.kept) = (grants, kept)
  }

  /// UTF-8, with a line end at the end.
  package func bytes(_ format: ReportFormat) -> [UInt8] {
    switch format {
    case .table: GrantsTable.bytes(self)
    case .csv: csv
    case .json:
      JSONWriter.bytes(.object(["grants": .array(grants, \.json), "kept": kept.json]))
    case .markdown: markdown
    }
  }

  /// In a sentence or two, what the rows say.
  static let meaning = """
    Grants that the logs or an export show. Their use is that of other accounts than the key's: \
    what rests on a grant within the key's own account is not counted.
    """

  private var csv: [UInt8] {
    var bytes: [UInt8] = []
    CSVTable.listedGrants.write(grants) { bytes += $0 }
    return bytes
  }

  private var markdown: [UInt8] {
    var page = Markdown()
    page.paragraph(Self.meaning)
    if let words = kept.useMissing { page.paragraph(words) }
    if grants.isEmpty {
      page.paragraph("None.")
    } else {
      page.table(Self.columns, grants.map(Self.cells))
    }
    return page.out.bytes
  }

  private static let columns: [Markdown.Column] = [
    "Key", "Grant", "Grantee", "External", "Operations", "Constraints", "Created", "Origin",
    .number("Requests"), "Last used", "End",
  ]

  private static func cells(_ grant: ListedGrant) -> [Markdown.Cell] {
    let row = grant.row
    return [
      .text(row.keyARN), .text(row.grantID), .text(row.grantee),
      .plain(grant.isExternal ? "yes" : "no"), .text(row.operations), .text(row.constraints),
      .time(row.createdAt), .text(grant.origin.text), .integer(row.requests),
      .time(row.lastUsed), .text(grant.end),
    ]
  }
}

extension ListedGrant.Origin {
  var text: String {
    switch self {
    case .event(let id): "CreateGrant, event \(id)"
    case .export(let file, let time): "\(file) exported \(time)"
    case .endAlone: "only its end was seen"
    }
  }
}

extension ListedGrant {
  var end: String {
    if let time = row.endedAt { return "ended \(time) by \(row.endedBy)" }
    if let missingAt { return "no longer listed at \(missingAt)" }
    return "no end seen"
  }

  fileprivate var json: JSONOutput {
    .object([
      "key_arn": .text(row.keyARN), "grant_id": .text(row.grantID), "name": .text(row.name),
      "grantee": .text(row.grantee), "external": .flag(isExternal),
      "retiring_principal": .text(row.retiringPrincipal),
      "operations": .texts(row.operations.split(separator: " ").map(String.init)),
      "constraints": .text(row.constraints), "created_at": .time(row.createdAt),
      "origin": .text(origin.text), "requests": .integer(row.requests),
      "last_used": .time(row.lastUsed), "ended_at": .time(row.endedAt),
      "ended_by": .text(row.endedBy), "missing_at": .time(missingAt),
    ])
  }
}

extension CSVTable<ListedGrant> {
  fileprivate static let listedGrants = CSVTable(
    """
    key_arn,grant_id,name,grantee,external,retiring_principal,operations,constraints,created_at,\
    origin,requests,last_used,ended_at,ended_by,missing_at
    """
  ) { grant, csv in
    csv.cell(grant.row.keyARN)
    csv.cell(grant.row.grantID)
    csv.cell(grant.row.name)
    csv.cell(grant.row.grantee)
    csv.cell(grant.isExternal)
    csv.cell(grant.row.retiringPrincipal)
    csv.cell(grant.row.operations)
    csv.cell(grant.row.constraints)
    csv.cell(grant.row.createdAt)
    csv.cell(grant.origin.text)
    csv.cell(grant.row.requests)
    csv.cell(grant.row.lastUsed)
    csv.cell(grant.row.endedAt)
    csv.cell(grant.row.endedBy)
    csv.cell(grant.missingAt)
  }
}
