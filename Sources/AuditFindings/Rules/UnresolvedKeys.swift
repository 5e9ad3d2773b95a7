/// Requests that concern a key which the log does not identify.
///
/// Informational and undetermined: they are counted, but stand under no key. One finding a reason;
/// the count is requests.
enum UnresolvedKeys: FindingRule {
  /// As the key column of `usage.csv` has it.
  static let prefix = "unresolved: "

  static let rule = Rule(
    id: "unresolved-keys",
    title: "Requests whose key the log does not identify",
    controls: ["NIST SP 800-53 r5 au-3"],
    remedy: """
      Where an alias is not known, add the logs of the day in which it was created; a \
      key that the record does not name stays unknown.
      """
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    let rows = facts.usage.filter { $0.keyARN.hasPrefix(prefix) }
    return Dictionary(grouping: rows, by: \.keyARN).map { reason, rows in
      finding(
        .informational,
        .undetermined,
        subject: reason,
        summary: """
          Operations: \(list(rows.map(\.operation))). \
          Consumer accounts: \(list(rows.map(\.consumerAccount))).
          """,
        Sightings(rows, count: \.requests),
        orElse: "usage.csv"
      )
    }
  }
}
