import KMSModel
package import KMSUsage

/// The answer of `usage` in each format.
package struct UsageAnswer: Sendable {
  /// In the order of the columns.
  package let dimensions: [UseDimension]
  /// The first of all rows.
  package let rows: ArraySlice<UseSum>
  /// All of them, and what is in none.
  package let sums: UseSums
  /// What the store no longer has whole of the asked period.
  let kept: KeptDays
  let accountNames: [String: String]

  /// - Parameters:
  ///   - dimensions: by which the use is grouped.
  ///   - sums: a row each.
  ///   - kept: what the store no longer has whole of the asked period.
  ///   - accountNames: by account id.
  package init(
    dimensions: [UseDimension],
    sums: UseSums,
    kept: KeptDays,
    accountNames: [String: String]
  ) {
    self.init(dimensions, sums.sums[...], sums, kept, accountNames)
  }

  private init(
    _ dimensions: [UseDimension],
    _ rows: ArraySlice<UseSum>,
    _ sums: UseSums,
    _ kept: KeptDays,
    _ accountNames: [String: String]
  ) {
    (self.dimensions, self.rows, self.sums) = (dimensions, rows, sums)
    (self.kept, self.accountNames) = (kept, accountNames)
  }

  /// Its first rows.
  package func first(_ count: Int) -> UsageAnswer {
    UsageAnswer(dimensions, sums.sums.prefix(count), sums, kept, accountNames)
  }

  /// UTF-8, with a line end at the end.
  package func bytes(_ format: ReportFormat) -> [UInt8] {
    switch format {
    case .table: UsageTable.bytes(self)
    case .csv: csv
    case .json: json
    case .markdown: markdown
    }
  }

  /// In a sentence or two, what the rows say.
  static let meaning = """
    Requests to KMS, the most first; a ReEncrypt is one of each of its two keys. Requests include the \
    denied, throttled and failed ones. The log may lack throttled and other failed calls.
    """

  /// What the rows do not tell, in sentences.
  package var remarks: [String] {
    var remarks = [kept.useMissing].compactMap(\.self)
    if rows.count < sums.sums.count {
      let rest = sums.sums[rows.endIndex...]
      let requests = rest.reduce(0) { $0 + $1.requests }
      remarks.append("Not shown: \(rest.count) more rows with \(requests) requests.")
    }
    if sums.undivided > 0 { remarks.append(Self.undivided(sums.undivided)) }
    if sums.withoutContext > 0 {
      remarks.append(
        "Without a resource, for no encryption context is kept that could name one: "
          + "\(sums.withoutContext) requests. Contexts are kept of cross-account use that KMS did not "
          + "refuse, of keys whose grants or policies ask for one."
      )
    }
    if sums.withoutResource > 0 {
      remarks.append(
        "Without a resource, for the context names none, or no AWS service called on behalf of one: "
          + "\(sums.withoutResource) requests."
      )
    }
    return remarks
  }

  static func undivided(_ requests: Int) -> String {
    "Not counted, for use is kept by the UTC day: requests of uses that were made on both sides of a "
      + "bound within a day: \(requests). Whole days are told exactly."
  }

  private var markdown: [UInt8] {
    var page = Markdown()
    page.paragraph(Self.meaning)
    if rows.isEmpty {
      page.paragraph("None.")
    } else {
      let columns = dimensions.map { Markdown.Column(stringLiteral: $0.title) }
      page.table(columns + Self.columns, rows.map(cells))
    }
    for remark in remarks { page.paragraph(remark) }
    return page.out.bytes
  }

  private static let columns: [Markdown.Column] = [
    .number("Requests"), .number("Denied"), .number("Throttled"), .number("Failed"), "First seen",
    "Last seen", "Example event",
  ]

  private func cells(_ row: UseSum) -> [Markdown.Cell] {
    zip(dimensions, row.values).map { .text(text($0, $1)) } + [
      .integer(row.requests), .integer(row.denied), .integer(row.throttled),
      .integer(row.failed), .time(row.firstSeen), .time(row.lastSeen), .text(row.exampleEventID),
    ]
  }

  /// With the name that an account has, as a reader wants to see it.
  func text(_ dimension: UseDimension, _ value: String) -> String {
    guard !value.isEmpty else { return dimension.nothing }
    guard dimension.isAccount, let name = accountNames[value] else { return value }
    return "\(value) (\(name))"
  }
}
