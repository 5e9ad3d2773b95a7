import AuditFindings
import JSONScan
import KMSAccess
import KMSModel
import KMSUsage
import Parallel
import Synchronization

/// Cross-account use held against the grants and key policies of the logs and the exports.
struct Judgement: Sendable {
  let history: AccessHistory
  private(set) var crossAccount: [CrossAccountRow] = []
  /// Use decided by each grant: key ARN and grant id → requests and the last of them.
  private var useOfGrants: [GrantKey: (requests: Int, last: Timestamp)] = [:]

  private(set) var notJudgedSingly = NotJudgedSingly()
  /// Of which there is an export: a scan from now on keeps details of their use.
  private let exportedKeys: Set<String>

  private struct GrantKey: Hashable {
    let keyARN: String
    let id: String
  }

  /// - Parameters:
  ///   - facts: of the days whose use is judged.
  ///   - watched: of all days that a store ever had.
  ///   - evidence: at least the events of `eventNames`.
  ///   - exports: what the AWS CLI told.
  ///   - organization: accounts known to belong to it.
  ///   - jobs: threads.
  init(
    _ facts: UsageFacts,
    watched: [WatchedHours],
    evidence: [EvidenceFact],
    exports: [AccessExport],
    organization: Set<String>,
    jobs: Int
  ) {
    history = AccessHistory(
      count: evidence.count,
      exports: exports,
      watch: AccountWatch(watched),
      jobs: jobs,
      event: { number in
        AccessHistory.eventNames.contains(evidence[number].eventName)
          ? try? KeyEvent(evidence[number]) : nil
      }
    )
    exportedKeys = Set(exports.map(\.subject.keyARN)).subtracting([""])
    let (unjudged, parts) = (self, Self.parts(of: facts))
    let judged = Mutex([Judgement?](repeating: nil, count: parts.count))
    let judge = UseJudge(history, facts, RecordedUses(of: facts, evidence, jobs: jobs))
    concurrently(parts.count, jobs: jobs) { part in
      var judgement = unjudged
      judgement.judge(parts[part], facts, judge, organization)
      judgement.crossAccount.sort(by: CrossAccountRow.comesBefore)
      judged.withLock { $0[part] = judgement }
    }
    crossAccount.reserveCapacity(
      judged.withLock { $0.reduce(0) { $0 + ($1?.crossAccount.count ?? 0) } }
    )
    for part in parts.indices {
      if let one = judged.withLock({ $0[part].take() }) { add(one) }
    }
  }

  /// All that some accounts did with a key each: the rows of one part come before those of the next.
  private static func parts(of facts: UsageFacts) -> [Range<Int>] {
    let access = facts.access
    var parts: [Range<Int>] = []
    var start = 0
    while start < access.count {
      let rest = access[min(start + 1000, access.count)...]
      let last = facts.usage[Int(access[rest.startIndex - 1].usage)].use
      let end = rest.firstIndex { !facts.usage[Int($0.usage)].use.isBySameAccount(as: last) }
      parts.append(start..<(end ?? access.count))
      start = end ?? access.count
    }
    return parts
  }

  private mutating func add(_ other: Judgement) {
    crossAccount += other.crossAccount
    notJudgedSingly.add(other.notJudgedSingly)
    useOfGrants.merge(other.useOfGrants) { ($0.requests + $1.requests, max($0.last, $1.last)) }
  }

  private mutating func judge(
    _ part: Range<Int>,
    _ facts: UsageFacts,
    _ judge: UseJudge,
    _ organization: Set<String>
  ) {
    var judge = judge
    var start = part.lowerBound
    while start < part.upperBound {
      let usage = facts.access[start].usage
      let end =
        facts.access[start..<part.upperBound].firstIndex { $0.usage != usage } ?? part.upperBound
      let moments = facts.access[start..<end]
      let tallies = judge.tallies(usage, moments)
      let keyARN = facts.text(facts.usage[Int(usage)].use.key)
      keepUseOfGrants(keyARN, tallies)
      if judge.requests.hasDetails(of: usage) {
        notJudgedSingly.add(inCommon: moments)
      } else if exportedKeys.contains(keyARN), judge.requests.wasNotInQuestion(keyOf: usage) {
        notJudgedSingly.add(withoutDetails: tallies)
      }
      for (decision, tally) in AccessTally.rows(tallies) {
        var row = CrossAccountRow(usage, facts, decision, tally)
        row.consumerInOrganization = organization.contains(row.consumerAccount)
        row.isOfManagedKey = history.isManagedByAWS(row.keyARN)
        crossAccount.append(row)
      }
      start = end
    }
  }

  private mutating func keepUseOfGrants(
    _ keyARN: String,
    _ tallies: [AccessDecision: AccessTally]
  ) {
    for (decision, tally) in tallies {
      if case .grant(let id, _) = decision {
        let key = GrantKey(keyARN: keyARN, id: id)
        let known = useOfGrants[key] ?? (0, tally.last)
        useOfGrants[key] = (known.requests + tally.requests, max(known.last, tally.last))
      }
    }
  }

  /// `grants.csv`: as the history has them, with their cross-account use.
  var grants: [GrantRow] {
    history.grants.map { grant in
      let use = useOfGrants[GrantKey(keyARN: grant.keyARN, id: grant.id)]
      return GrantRow(grant, requests: use?.requests ?? 0, lastUsed: use?.last)
    }
  }
}

extension Use {
  fileprivate func isBySameAccount(as other: Use) -> Bool {
    (key, keyAccount, region, consumerAccount)
      == (other.key, other.keyAccount, other.region, other.consumerAccount)
  }
}

extension KeyEvent {
  init(_ event: EvidenceFact) throws(JSONError) {
    try self.init(
      eventID: event.eventID,
      time: event.time,
      eventName: event.eventName,
      record: event.record
    )
  }
}
