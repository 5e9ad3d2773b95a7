import AuditFindings
import KMSUsage

// The sections of `report.md` that show the heads of the CSV files.
extension AuditReport {
  func consumers(_ page: inout Markdown) {
    page.heading(2, "Use by consuming account")
    page.paragraph(
      "Who used keys, whoever owns them; a ReEncrypt is two uses. Source: `usage.csv`."
    )
    top(
      totals.consumers,
      of: "run.json",
      into: &page,
      columns: [
        "Account", .number("Keys"), .number("Uses"), .number("Of other accounts' keys"),
        .number("Denied"), .number("Throttled"), .number("Failed"), "Last seen",
      ]
    ) {
      [
        consumer($0), .integer($0.keys), .integer($0.uses), .integer($0.crossAccountUses),
        .integer($0.denied), .integer($0.throttled), .integer($0.failed), .time($0.lastSeen),
      ]
    }
  }

  /// An AWS service that calls from an account of its own is no foreign customer.
  private func consumer(_ total: ConsumerTotal) -> Markdown.Cell {
    guard !total.service.isEmpty else { return account(total.account) }
    let account = Markdown.text(total.account)
    return .plain("\(account) (an account of AWS: \(Markdown.text(total.service)))")
  }

  func hotKeys(_ page: inout Markdown) {
    page.heading(2, "Hot keys")
    page.paragraph(HotKeysAnswer.meaning(facts.run.threshold, facts.run.share))
    if let words = facts.run.kept.ratesMissing { page.paragraph(words) }
    top(
      hotKeysFirst,
      of: "hot-keys.csv",
      into: &page,
      columns: HotKeysAnswer.columns,
      cells: HotKeysAnswer.cells
    )
  }

  /// A throttled key may belong to an account that is far from its quota.
  private var hotKeysFirst: some RandomAccessCollection<HotKey> {
    let rows = facts.hotKeys
    let isHot = rows.map { $0.isHot == true }
    // Places are sorted, not copies of the rows.
    let places = rows.indices.filter { isHot[$0] } + rows.indices.filter { !isHot[$0] }
    return places.lazy.map { rows[$0] }
  }

  func crossAccount(_ page: inout Markdown) {
    page.heading(2, "Cross-account access")
    page.paragraph(
      "Use of keys by accounts that do not own them, held against the grants and key policies that "
        + "the logs and the exports show."
    )
    top(
      totals.decisions,
      of: "run.json",
      into: &page,
      columns: ["Decision", "Consumer", .number("Requests")]
    ) {
      [
        .text($0.decision), .plain($0.isExternal ? "external" : "in the organization"),
        .integer($0.requests),
      ]
    }
    guard !facts.crossAccount.isEmpty else { return }
    for word in Self.decisions { page.bullet(word) }
    notJudgedSingly(&page)
    page.paragraph("External consumers first, and what nothing seen allows before the rest:")
    top(
      crossAccountByWeight,
      of: "cross-account.csv",
      into: &page,
      columns: [
        "Decision", "Consumer", "In organization", "Key", "Principal", "Operation",
        .number("Requests"), "Last seen", "Basis",
      ]
    ) {
      [
        .text($0.decision), account($0.consumerAccount),
        .plain($0.consumerInOrganization ? "yes" : "no"), .text($0.keyARN), .text($0.principal),
        .text($0.operation), .integer($0.requests), .time($0.lastSeen), .text($0.basis),
      ]
    }
  }

  private static let decisions = [
    "grant: a grant in force allows it; key-policy: a statement of the key policy does. The basis "
      + "names it.",
    "denied: KMS refused the call.",
    "not-covered: the key policy and the grants are known, and none of them allows it. The basis "
      + "tells of each grant to the caller why it does not.",
    "undetermined: something is not known that decides it, which the basis names.",
    "In the organization is an account that the configuration or an imported list names, or whose "
      + "own trail is in the input; any other is external.",
  ]

  private func notJudgedSingly(_ page: inout Markdown) {
    let (inCommon, withoutDetails) = (
      facts.notJudgedSingly.inCommon, facts.notJudgedSingly.withoutDetails
    )
    if inCommon > 0 {
      page.paragraph(
        "Not judged each by its own encryption context, but by what all contexts of such a use have "
          + "in common, since these were too many or too long: \(inCommon) requests."
      )
    }
    if withoutDetails > 0 {
      page.paragraph(
        "Undetermined, of keys whose grants or policies were imported after the logs were read, so "
          + "that no contexts, sessions and the like are kept: \(withoutDetails) requests. A scan "
          + "of the logs now keeps them."
      )
    }
  }

  /// By who uses, how it was decided and how often; equal ones stay in the order of the CSV file.
  private var crossAccountByWeight: some RandomAccessCollection<CrossAccountRow> {
    let rows = facts.crossAccount
    func weight(_ row: CrossAccountRow) -> (Int, Int, Int) {
      let decisions = ["not-covered": 0, "undetermined": 1, "denied": 2]
      return (row.consumerInOrganization ? 1 : 0, decisions[row.decision] ?? 3, -row.requests)
    }
    // Places are sorted, not copies of the rows.
    let places = rows.map(weight).enumerated()
      .sorted { $0.element == $1.element ? $0.offset < $1.offset : $0.element < $1.element }
    return places.lazy.map { rows[$0.offset] }
  }

  func grants(_ page: inout Markdown) {
    page.heading(2, "Grants")
    page.paragraph("Grants that the logs or the exports show, the most used across accounts first.")
    top(
      facts.grants.sorted { $0.requests > $1.requests },
      of: "grants.csv",
      into: &page,
      columns: [
        "Key", "Grant", "Grantee", "Operations", "Created", "Ended", "Last used",
        .number("Requests"),
      ]
    ) {
      [
        .text($0.keyARN), .text($0.grantID), .text($0.grantee), .text($0.operations),
        .time($0.createdAt), .time($0.endedAt), .time($0.lastUsed), .integer($0.requests),
      ]
    }
  }

  func limits(_ page: inout Markdown) {
    page.heading(2, "What the log cannot show")
    for limit in Self.limits { page.bullet(limit) }
  }

  private static let limits = [
    "A caller's IAM policies, service control policies and session policies: only the key's side, "
      + "its grants and its policies, is judged.",
    "Grants and key policies older than the first record are not known unless an export shows them.",
    "Throttled and other failed calls may be missing from the log: rates and counts are lower "
      + "bounds. Times are whole seconds, so a burst within a second is not seen.",
    "Calls that KMS refused to another account stand in the caller's trail only.",
    "Use of a data key after it was generated, as by S3 Bucket Keys, caches and encryption "
      + "libraries, is no call to KMS and not in the log.",
    "Keys that AWS owns leave no records; an AWS service's own calls may not tell for whom they "
      + "were made.",
    "Which data a key protects: the log holds neither plaintext nor ciphertext.",
    "Days, accounts and Regions without records: see the gaps above and `coverage.csv`.",
  ]
}
