import AuditFindings
import KMSUsage

extension ExplainText {
  static func describe(_ use: ExplainedUse, _ page: inout TerminalTable) {
    let row = use.row
    page.line("")
    page.line("Use")
    field("requests", "\(row.requests), from \(row.firstSeen) to \(row.lastSeen)", &page)
    if row.denied > 0 { field("denied", "\(row.denied)", &page) }
    if row.failed > 0 { field("failed", "\(row.failed)", &page) }
    if row.throttled > 0 { field("throttled", "\(row.throttled)", &page) }
    field("consumer", "\(row.consumerAccount) (by \(row.attribution))", &page)
    for trait in CallTrait.allCases where use.isToldApart(trait) {
      let text = use.traits[trait.rawValue]
      if text?.isEmpty != true { field(trait.label, text ?? "differs", &page) }
    }
    if let text = use.details.text { field("details", text, &page) }
    field("example", "event \(row.exampleEventID)", &page)
  }
}

extension ExplainedUse {
  /// The unique id stands in the user id, if that is known.
  fileprivate func isToldApart(_ trait: CallTrait) -> Bool {
    guard trait.rawValue < traits.count else { return false }
    return trait != .uniqueID || traits[CallTrait.userID.rawValue] == nil
  }
}
