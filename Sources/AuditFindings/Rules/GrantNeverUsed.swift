import KMSModel

/// A grant whose grantee made no use of its operations on the key while it was in force.
///
/// Low: a permission that nobody needs; informational when it is an AWS service's, which ends its
/// grants by itself. Only of the part of a grant's life within the logs of the key's own account and
/// Region, which must be a day or more, and without a gap or an incomplete file in it: a claim of
/// absence needs everything to be there. In a report of some days only of grants made in them: on the
/// days before others may have been used. Whoever may be the grantee counts as it. One finding a
/// key, since a key may have tens of thousands; the count is grants.
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

  private struct Place: Hashable {
    let keyARN: String
    let isToService: Bool
  }

  /// By the number of the grant: copies of the rows would double a large table.
  private typealias Unused = (number: Int, seen: ClosedRange<Timestamp>)

  static func findings(in facts: AuditFacts) -> [Finding] {
    Dictionary(grouping: unused(in: facts)) { number, _ in
      Place(
        keyARN: facts.grants[number].keyARN,
        isToService: facts.grants[number].isToService(facts.run.serviceAccounts)
      )
    }.map { place, grants in
      var seen = Sightings()
      for number in grants.lazy.map(\.number) {
        let createdAt = facts.grants[number].createdAt
        seen.add(1, first: createdAt, last: createdAt, eventID: facts.grants[number].evidence)
      }
      return finding(
        place.isToService ? .informational : .low,
        subject: place.keyARN,
        summary: grants.prefix(shown).map { summary(facts.grants[$0], $1) }.joined(separator: " ")
          + (grants.count > shown ? " And \(grants.count - shown) more grants." : ""),
        seen,
        orElse: "grants.csv"
      )
    }
  }

  private static let shown = 5

  private static func unused(in facts: AuditFacts) -> [Unused] {
    var watched = WatchedStretches(facts.coverage)
    let candidates = facts.grants.indices.compactMap { number -> Unused? in
      guard facts.grants[number].requests == 0,
        facts.since.map({ $0 <= facts.grants[number].createdAt ?? Timestamp(.min) }) ?? true
      else { return nil }
      return stretch(of: facts.grants[number], &watched).map { (number, $0) }
    }
    guard !candidates.isEmpty else { return [] }
    let keys = Set(candidates.lazy.map { facts.grants[$0.number].keyARN })
    var uses = GranteeUses(facts.usage, of: keys)
    return candidates.filter { !uses.mayHold(facts.grants[$0.number], during: $0.seen) }
  }

  private static func summary(_ grant: GrantRow, _ seen: ClosedRange<Timestamp>) -> String {
    let operations =
      grant.operations.isEmpty ? "operations that the log does not name" : grant.operations
    return """
      Grant \(grant.grantID) to \(grant.grantee) for \(operations): no use seen from \
      \(seen.lowerBound) to \(seen.upperBound); \(grant.end).
      """
  }

  /// The part of a grant's life in which a use would stand in the logs; nil when that is too short.
  private static func stretch(
    of grant: GrantRow,
    _ watched: inout WatchedStretches
  ) -> ClosedRange<Timestamp>? {
    guard !grant.grantee.isEmpty, let logs = watched.stretch(of: grant.keyARN) else { return nil }
    let begin = max(grant.createdAt ?? logs.lowerBound, logs.lowerBound)
    let end = min(grant.endedAt ?? grant.missingAt ?? logs.upperBound, logs.upperBound)
    guard begin <= end, end.rawValue - begin.rawValue >= leastWatched else { return nil }
    return begin...end
  }
}

/// From when to when the logs of an account and Region hold everything.
private struct WatchedStretches {
  private var stretches: [[String]: ClosedRange<Timestamp>] = [:]
  /// Grants come by key.
  private var last: (keyARN: String, stretch: ClosedRange<Timestamp>?)?

  /// Longer without a record, and one does not know what was missed.
  private static let longestGap: Int64 = 24 * 3600

  init(_ coverage: [CoverageRow]) {
    // A file that tells no place may have held records of any.
    if coverage.contains(where: { $0.account.isEmpty && $0.incompleteFiles > 0 }) { return }
    for (place, rows) in Dictionary(grouping: coverage, by: { [$0.account, $0.region] }) {
      let isWhole = rows.allSatisfy { $0.incompleteFiles == 0 && !$0.seemsToLackKMS }
      stretches[place] = isWhole ? Self.whole(rows.sorted { $0.day < $1.day }) : nil
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

  mutating func stretch(of keyARN: String) -> ClosedRange<Timestamp>? {
    if last?.keyARN != keyARN {
      last = (keyARN, KeyARN(keyARN).flatMap { stretches[[$0.account, $0.region]] })
    }
    return last?.stretch
  }
}
