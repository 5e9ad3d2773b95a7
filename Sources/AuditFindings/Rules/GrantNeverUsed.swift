import KMSModel

/// A grant whose grantee made no use of its operations on the key while it was in force.
///
/// Low: a permission that nobody needs; informational when it is an AWS service's, which ends its
/// grants by itself. Only of the part of a grant's life within the logs of the key's own account and
/// Region, which must be a day or more, and without a gap or an incomplete file in it: a claim of
/// absence needs everything to be there. Whoever may be the grantee counts as it. One finding a
/// grant.
enum GrantNeverUsed: FindingRule {
  static let rule = Rule(
    id: "grant-never-used",
    title: "Grant never used",
    controls: [
      "NIST SP 800-53 r5 ac-2", "NIST SP 800-53 r5 ac-6", "PCI DSS v4.0 7.2.5.1",
      "SOC 2 CC6.3",
    ],
    remedy: "Ask the grantee whether it needs the grant, and revoke it if not."
  )

  /// Seconds of a grant's life that the logs must hold.
  private static let leastWatched: Int64 = 24 * 3600

  static func findings(in facts: AuditFacts) -> [Finding] {
    let watched = WatchedStretches(facts.coverage)
    let candidates = facts.grants.compactMap { grant in
      stretch(of: grant, watched).map { (grant, $0) }
    }
    guard !candidates.isEmpty else { return [] }
    var uses = GranteeUses(facts.usage, of: Set(candidates.map(\.0.keyARN)))
    return candidates.compactMap { grant, stretch in
      guard grant.requests == 0, !uses.mayHold(grant, during: stretch) else { return nil }
      return finding(
        grant.isToService(facts.run.serviceAccounts) ? .informational : .low,
        subject: grant.keyARN,
        summary: """
          Grant \(grant.grantID) to \(grant.grantee) for \
          \(grant.operations.isEmpty ? "operations that the log does not name" : grant.operations): \
          no use seen from \(stretch.lowerBound) to \(stretch.upperBound); \(grant.end).
          """,
        grant.sightings,
        orElse: grant.source
      )
    }
  }

  /// The part of a grant's life in which a use would stand in the logs; nil when that is too short.
  private static func stretch(
    of grant: GrantRow,
    _ watched: WatchedStretches
  ) -> ClosedRange<Timestamp>? {
    guard !grant.grantee.isEmpty, let logs = watched[grant.keyARN] else { return nil }
    let begin = max(grant.createdAt ?? logs.lowerBound, logs.lowerBound)
    let end = min(grant.endedAt ?? grant.missingAt ?? logs.upperBound, logs.upperBound)
    guard begin <= end, end.rawValue - begin.rawValue >= leastWatched else { return nil }
    return begin...end
  }
}

/// From when to when the logs of an account and Region hold everything.
private struct WatchedStretches {
  private var stretches: [[String]: ClosedRange<Timestamp>] = [:]
  /// By key: most keys have many grants.
  private var ofKeys: [String: ClosedRange<Timestamp>] = [:]

  /// Longer without a record, and one does not know what was missed.
  private static let longestGap: Int64 = 24 * 3600

  init(_ coverage: [CoverageRow]) {
    // A file that tells no place may have held records of any.
    if coverage.contains(where: { $0.account.isEmpty && $0.incompleteFiles > 0 }) { return }
    for (place, rows) in Dictionary(grouping: coverage, by: { [$0.account, $0.region] }) {
      guard rows.allSatisfy({ $0.incompleteFiles == 0 && !$0.isExcluded }) else { continue }
      stretches[place] = Self.whole(rows.sorted { $0.day < $1.day })
    }
  }

  /// nil when something is missing in between.
  private static func whole(_ rows: [CoverageRow]) -> ClosedRange<Timestamp>? {
    var stretch: ClosedRange<Timestamp>?
    for row in rows {
      guard let first = row.firstRecord, let last = row.lastRecord, first <= last else { continue }
      guard let known = stretch else {
        stretch = first...last
        continue
      }
      guard first.rawValue - known.upperBound.rawValue <= longestGap else { return nil }
      stretch = known.lowerBound...max(known.upperBound, last)
    }
    return stretch
  }

  subscript(keyARN: String) -> ClosedRange<Timestamp>? {
    KeyARN(keyARN).flatMap { stretches[[$0.account, $0.region]] }
  }
}

extension CoverageRow {
  fileprivate var isExcluded: Bool { note.contains(Self.kmsExcluded) }
}
