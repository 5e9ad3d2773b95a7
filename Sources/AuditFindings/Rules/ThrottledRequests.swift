/// KMS refused requests because of their rate.
///
/// Medium: work was refused, though callers usually try again. One finding an account and Region;
/// the count is throttled requests, a lower bound since the log may lack some. Of a use only part of
/// which was throttled nothing tells which request, so neither its example nor its times are given.
enum ThrottledRequests: FindingRule {
  static let rule = Rule(
    id: "throttled-requests",
    title: "Requests throttled by KMS",
    controls: ["NIST SP 800-53 r5 si-4", "SOC 2 CC7.2"],
    remedy: "See hot-keys.csv for the keys that carry the load; cache data keys or raise the quota."
  )

  static func findings(in facts: AuditFacts) -> [Finding] {
    let throttled = facts.usage.filter { $0.throttled > 0 }
    return Dictionary(grouping: throttled) { [$0.consumerAccount, $0.region] }
      .map { place, rows in
        let account = place[0].isEmpty ? "unknown account" : place[0]
        return finding(
          .medium,
          subject: "\(account) \(place[1])",
          summary: "Operations: \(list(rows.map(\.operation))). Keys: \(list(rows.map(\.keyARN))).",
          sightings(rows),
          orElse: "usage.csv"
        )
      }
  }

  private static func sightings(_ rows: [UsageRow]) -> Sightings {
    func isWhole(_ row: UsageRow) -> Bool { row.throttled == row.requests }
    let haveTimes = rows.allSatisfy(isWhole)
    var seen = Sightings()
    for row in rows {
      seen.add(
        row.throttled,
        first: haveTimes ? row.firstSeen : nil,
        last: haveTimes ? row.lastSeen : nil,
        eventID: isWhole(row) ? row.exampleEventID : ""
      )
    }
    return seen
  }
}
