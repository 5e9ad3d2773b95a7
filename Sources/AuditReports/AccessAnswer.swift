package import AuditFindings
import KMSModel
package import KMSUsage

/// The answer of `access` in each format.
package struct AccessAnswer: Sendable {
  /// In the order of `cross-account.csv`.
  package let rows: [CrossAccountRow]
  /// What the store no longer has whole of the asked period.
  package let kept: KeptDays

  package init(rows: [CrossAccountRow], kept: KeptDays = KeptDays()) {
    (self.rows, self.kept) = (rows, kept)
  }

  /// UTF-8, with a line end at the end.
  package func bytes(_ format: ReportFormat) -> [UInt8] {
    switch format {
    case .table: AccessTable.bytes(self)
    case .csv: csv
    case .json:
      JSONWriter.bytes(.object(["access": .array(rows, \.json), "kept": kept.json]))
    case .markdown: markdown
    }
  }

  /// In a sentence or two, what the rows say.
  static let meaning = """
    Use of keys by accounts that do not own them. What covers it is the key's side alone, its grants \
    and its policies at that moment: the caller's own policies are not in the logs.
    """

  private var csv: [UInt8] {
    var bytes: [UInt8] = []
    CSVTable.crossAccount.write(rows) { bytes += $0 }
    return bytes
  }

  private var markdown: [UInt8] {
    var page = Markdown()
    page.paragraph(Self.meaning)
    if let words = kept.useMissing { page.paragraph(words) }
    if rows.isEmpty {
      page.paragraph("None.")
    } else {
      page.table(Self.columns, rows.map(Self.cells))
    }
    return page.out.bytes
  }

  private static let columns: [Markdown.Column] = [
    "Decision", "Basis", "Key", "Consumer", "In organization", "Principal", "Service",
    "Operation", .number("Requests"), "First seen", "Last seen",
  ]

  private static func cells(_ row: CrossAccountRow) -> [Markdown.Cell] {
    [
      .text(row.decision), .text(row.basis), .text(row.keyARN), .text(row.consumerAccount),
      .plain(row.consumerInOrganization ? "yes" : "no"), .text(row.principal),
      .text(row.service), .text(row.operation), .integer(row.requests), .time(row.firstSeen),
      .time(row.lastSeen),
    ]
  }
}

extension CrossAccountRow {
  /// Members as the columns of `cross-account.csv`, with the event that `explain` takes.
  fileprivate var json: JSONOutput {
    .object([
      "key_arn": .text(keyARN), "key_account": .text(keyAccount), "region": .text(region),
      "consumer_account": .text(consumerAccount),
      "consumer_in_organization": .flag(consumerInOrganization), "principal": .text(principal),
      "service": .text(service), "operation": .text(operation), "requests": .integer(requests),
      "denied": .integer(denied), "failed": .integer(failed), "first_seen": .time(firstSeen),
      "last_seen": .time(lastSeen), "decision": .text(decision), "basis": .text(basis),
      "example_event_id": .text(exampleEventID),
    ])
  }
}
