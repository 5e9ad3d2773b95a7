import AuditFindings
import AuditStore
import JSONScan
import KMSAccess
import KMSModel
import KMSUsage

/// Cross-account use held against the grants and key policies of the logs and the exports.
struct Judgement {
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
  init(
    _ facts: UsageFacts,
    evidence: [EvidenceFact],
    exports: [AccessExport],
    organization: Set<String>
  ) {
    history = AccessHistory(
      events: evidence.compactMap(KeyEvent.init),
      exports: exports,
      watch: AccountWatch(
        hours: facts.coverage.lazy.map {
          (account: facts.text($0.account), region: facts.text($0.region), hour: $0.hour)
        }
      )
    )
    var requests = UsedRequests(facts)
    var start = 0
    while start < facts.access.count {
      let usage = facts.access[start].usage
      let end = facts.access[start...].firstIndex { $0.usage != usage } ?? facts.access.count
      judge(usage, facts.access[start..<end], facts, &requests, organization)
      start = end
    }
    crossAccount.sort(by: CrossAccountRow.comesBefore)
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
    // What a table tells alike is one row of it, whatever else stands behind.
    var rows: [[String]: (decision: AccessDecision, tally: AccessTally)] = [:]
    for (decision, tally) in tallies {
      var tally = tally
      tally.take(decision)
      tally.add(rows[[decision.text, decision.basis]]?.tally ?? AccessTally())
      rows[[decision.text, decision.basis]] = (decision, tally)
    }
    for (decision, tally) in rows.values {
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

/// Moments of one use with one decision.
private struct AccessTally {
  var requests = 0
  var denied = 0
  var failed = 0
  var first = Timestamp(.max)
  var last = Timestamp(.min)
  /// The widest of the statements that allow.
  var openTo = Openness.limited
  /// Of the earliest request that has one.
  var endedGrant: EndedGrant?

  mutating func take(_ decision: AccessDecision) {
    if case .keyPolicy(let basis) = decision { openTo = basis.openness }
  }

  mutating func add(_ other: AccessTally) {
    if other.openTo.rank > openTo.rank { openTo = other.openTo }
    if endedGrant == nil || other.first < first { endedGrant = other.endedGrant ?? endedGrant }

    requests += other.requests
    denied += other.denied
    failed += other.failed
    first = min(first, other.first)
    last = max(last, other.last)
  }

  mutating func add(_ count: Int, _ outcome: Outcome, at time: Timestamp) {
    requests += count
    if outcome == .denied { denied += count }
    if outcome == .failed { failed += count }
    first = min(first, time)
    last = max(last, time)
  }
}

extension CrossAccountRow {
  fileprivate static func comesBefore(_ left: Self, _ right: Self) -> Bool {
    for text in order {
      let (one, other) = (text(left), text(right))
      if one != other { return one.utf8.lexicographicallyPrecedes(other.utf8) }
    }
    return false
  }

  private static let order: [@Sendable (Self) -> String] = [
    { $0.keyARN }, { $0.keyAccount }, { $0.region }, { $0.consumerAccount }, { $0.principal },
    { $0.service }, { $0.operation }, { $0.decision }, { $0.basis },
  ]
}
