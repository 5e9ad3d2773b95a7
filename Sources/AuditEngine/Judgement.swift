import AuditFindings
import AuditStore
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

  /// Where nothing is known of keys, all that is alike is judged once.
  private var coversOfUnknownKeys: [UnknownKeyUse: UseCover] = [:]

  private struct UnknownKeyUse: Hashable {
    let operation, keyAccount, region: Symbol
    /// Only of callers other than customers with a name it matters who they are.
    let attribution: Attribution
    let principal: Symbol

    init(_ use: Use) {
      (operation, keyAccount, region) = (use.operation, use.keyAccount, use.region)
      attribution = use.attribution
      principal = use.attribution == .identity ? 0 : use.principal
    }
  }

  private struct GrantKey: Hashable {
    let keyARN: String
    let id: String
  }

  /// - Parameters:
  ///   - facts: all of a store's facts.
  ///   - evidence: at least the events of `eventNames`.
  ///   - exports: what the AWS CLI told.
  ///   - organization: accounts known to belong to it.
  ///   - jobs: threads.
  init(
    _ facts: UsageFacts,
    evidence: [EvidenceFact],
    exports: [AccessExport],
    organization: Set<String>,
    jobs: Int
  ) {
    history = AccessHistory(
      count: evidence.count,
      exports: exports,
      watch: AccountWatch(
        hours: facts.coverage.lazy.map {
          (account: facts.text($0.account), region: facts.text($0.region), hour: $0.hour)
        }
      ),
      jobs: jobs,
      event: { KeyEvent(evidence[$0]) }
    )
    let judged = Mutex<[Judgement]>([])
    let (unjudged, parts) = (self, Self.parts(of: facts.access))
    let requests = UsedRequests(facts)
    concurrently(parts.count, jobs: jobs) { part in
      var judgement = unjudged
      judgement.judge(parts[part], facts, requests, organization)
      judged.withLock { $0.append(judgement) }
    }
    for part in judged.withLock({ $0 }) { add(part) }
    crossAccount.sort(by: CrossAccountRow.comesBefore)
  }

  /// Some whole uses each.
  private static func parts(of access: [AccessFact]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    while start < access.count {
      let usage = access[min(start + 1000, access.count) - 1].usage
      let rest = access[(min(start + 1000, access.count))...]
      let end = rest.firstIndex { $0.usage != usage } ?? access.count
      parts.append(start..<end)
      start = end
    }
    return parts
  }

  private mutating func add(_ other: Judgement) {
    crossAccount += other.crossAccount
    useOfGrants.merge(other.useOfGrants) { ($0.requests + $1.requests, max($0.last, $1.last)) }
  }

  private mutating func judge(
    _ part: Range<Int>,
    _ facts: UsageFacts,
    _ requests: UsedRequests,
    _ organization: Set<String>
  ) {
    var requests = requests
    var start = part.lowerBound
    while start < part.upperBound {
      let usage = facts.access[start].usage
      let end = facts.access[start..<part.upperBound].firstIndex { $0.usage != usage }
      judge(usage, facts.access[start..<(end ?? part.upperBound)], facts, &requests, organization)
      start = end ?? part.upperBound
    }
  }

  private mutating func judge(
    _ usage: Int32,
    _ moments: ArraySlice<AccessFact>,
    _ facts: UsageFacts,
    _ requests: inout UsedRequests,
    _ organization: Set<String>
  ) {
    let fact = facts.usage[Int(usage)]
    var tallies: [AccessDecision: AccessTally] = [:]
    var last: (request: UsedRequests.Context, cover: UseCover)?
    for moment in moments {
      let context = UsedRequests.Context(moment)
      let cover =
        last?.request == context ? last?.cover : cover(for: usage, in: context, facts, &requests)
      guard let cover else { continue }
      last = (context, cover)
      tally(moment, cover, in: &tallies)
    }
    for (decision, tally) in Self.rows(tallies) {
      crossAccount.append(row(fact, facts, decision, tally, organization))
    }
    for (decision, tally) in tallies {
      if case .grant(let id, _) = decision {
        let key = GrantKey(keyARN: facts.text(fact.use.key), id: id)
        let known = useOfGrants[key] ?? (0, tally.last)
        useOfGrants[key] = (known.requests + tally.requests, max(known.last, tally.last))
      }
    }
  }

  /// What a table tells alike is one row of it, whatever else stands behind.
  private static func rows(
    _ tallies: [AccessDecision: AccessTally]
  ) -> [(decision: AccessDecision, tally: AccessTally)] {
    var rows: [(decision: AccessDecision, tally: AccessTally)] = []
    for (decision, tally) in tallies {
      var tally = tally
      tally.take(decision)
      let alike = rows.firstIndex {
        $0.decision.text == decision.text && $0.decision.basis == decision.basis
      }
      guard let alike else {
        rows.append((decision, tally))
        continue
      }
      rows[alike].tally.add(tally)
    }
    return rows
  }

  private mutating func cover(
    for usage: Int32,
    in context: UsedRequests.Context,
    _ facts: UsageFacts,
    _ requests: inout UsedRequests
  ) -> UseCover {
    let use = facts.usage[Int(usage)].use
    guard history.knowsNothing(of: facts.text(use.key)) else {
      return history.cover(for: requests.request(of: usage, in: context))
    }
    let alike = UnknownKeyUse(use)
    if let cover = coversOfUnknownKeys[alike] { return cover }
    let cover = history.cover(for: requests.request(of: usage, in: context))
    coversOfUnknownKeys[alike] = cover
    return cover
  }

  private func tally(
    _ moment: AccessFact,
    _ cover: UseCover,
    in tallies: inout [AccessDecision: AccessTally]
  ) {
    // Decisions change a few times a year: seconds with the same one are added up first.
    var run: (decision: AccessDecision, tally: AccessTally)?
    moment.seconds.forEach { second, count in
      let time = Timestamp(Int64(moment.day) * 86400 + Int64(second))
      if run == nil || !cover.isConstant {
        let decision = cover.decision(at: time, denied: moment.outcome == .denied)
        if run?.decision != decision {
          if let run { tallies[run.decision, default: AccessTally()].add(run.tally) }
          run = (decision, AccessTally())
          if case .notCovered = decision { run?.tally.endedGrant = cover.endedGrant(at: time) }
        }
      }
      run?.tally.add(count, moment.outcome, at: time)
    }
    if let run { tallies[run.decision, default: AccessTally()].add(run.tally) }
  }

  private func row(
    _ fact: UsageFact,
    _ facts: UsageFacts,
    _ decision: AccessDecision,
    _ tally: AccessTally,
    _ organization: Set<String>
  ) -> CrossAccountRow {
    let consumer = facts.text(fact.use.consumerAccount)
    var row = CrossAccountRow(
      keyARN: facts.text(fact.use.key),
      keyAccount: facts.text(fact.use.keyAccount),
      region: facts.text(fact.use.region),
      consumerAccount: consumer,
      consumerInOrganization: organization.contains(consumer),
      principal: facts.text(fact.use.principal),
      service: facts.text(fact.use.service),
      operation: facts.text(fact.use.operation),
      requests: tally.requests,
      denied: tally.denied,
      failed: tally.failed,
      firstSeen: tally.first,
      lastSeen: tally.last,
      decision: decision.text,
      basis: decision.basis,
      exampleEventID: fact.exampleEventID
    )
    row.openTo = tally.openTo
    row.endedGrant = tally.endedGrant
    row.isByService = fact.use.attribution != .identity && fact.use.attribution != .issuer
    row.isOfManagedKey = history.isManagedByAWS(row.keyARN)
    return row
  }

  /// `grants.csv`: as the history has them, with their cross-account use.
  var grants: [GrantRow] {
    history.grants.map { grant in
      let use = useOfGrants[GrantKey(keyARN: grant.keyARN, id: grant.id)]
      return GrantRow(grant, requests: use?.requests ?? 0, lastUsed: use?.last)
    }
  }
}

extension KeyEvent {
  /// nil for an event that says nothing of grants, keys and policies, or is no JSON.
  init?(_ event: EvidenceFact) {
    guard AccessHistory.eventNames.contains(event.eventName),
      let record = try? JSONValue(parsing: event.record)
    else { return nil }
    self.init(
      eventID: event.eventID,
      time: event.time,
      eventName: event.eventName,
      record: record
    )
  }
}
