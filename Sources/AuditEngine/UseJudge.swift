import KMSAccess
import KMSModel
import KMSUsage

/// Decides on the moments of one use after the other.
struct UseJudge: Sendable {
  private let history: AccessHistory
  private let facts: UsageFacts
  private(set) var requests: UsedRequests
  private let recorded: RecordedUses
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

  init(_ history: AccessHistory, _ facts: UsageFacts, _ recorded: RecordedUses) {
    (self.history, self.facts, self.recorded) = (history, facts, recorded)
    requests = UsedRequests(facts)
  }

  /// The moments of one use by the decision on them.
  mutating func tallies(
    _ usage: Int32,
    _ moments: ArraySlice<AccessFact>
  ) -> [AccessDecision: AccessTally] {
    var tallies: [AccessDecision: AccessTally] = [:]
    var last: (request: UsedRequests.Context, cover: UseCover)?
    for moment in moments {
      let context = UsedRequests.Context(moment)
      let cover = last?.request == context ? last?.cover : cover(for: usage, in: context)
      guard let cover else { continue }
      last = (context, cover)
      tally(moment, cover, in: &tallies)
    }
    return tallies
  }

  private mutating func cover(for usage: Int32, in context: UsedRequests.Context) -> UseCover {
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

  /// Decisions change a few times a year: mostly a day has one.
  private func tally(
    _ moment: AccessFact,
    _ cover: UseCover,
    in tallies: inout [AccessDecision: AccessTally]
  ) {
    guard let span = moment.span else { return }
    let (first, last) = (moment.time(span.first), moment.time(span.last))
    let isDenied = moment.outcome == .denied
    guard cover.steadyEnd(after: first, denied: isDenied) >= last, !recorded.tell(of: moment, facts)
    else {
      return tallySecondBySecond(moment, cover, in: &tallies)
    }
    let decision = cover.decision(at: first, denied: isDenied)
    var tally = AccessTally(of: decision, by: cover, at: first)
    tally.add(span.total, moment.outcome, first...last)
    if let example = moment.example, moment.seconds.contains(example.second) {
      tally.keepExample(example.id)
    }
    tallies[decision, default: AccessTally()].add(tally)
  }

  private func tallySecondBySecond(
    _ moment: AccessFact,
    _ cover: UseCover,
    in tallies: inout [AccessDecision: AccessTally]
  ) {
    // Seconds with the same decision are added up first.
    var run: (decision: AccessDecision, tally: AccessTally)?
    var steadyEnd = Timestamp(.min)
    moment.seconds.forEach { second, count in
      if let events = recorded.requests(of: moment, facts, second: second, count: count) {
        tally(events, in: &tallies)
        return
      }
      let time = moment.time(second)
      if run == nil || time > steadyEnd {
        let isDenied = moment.outcome == .denied
        let decision = cover.decision(at: time, denied: isDenied)
        steadyEnd = cover.steadyEnd(after: time, denied: isDenied)
        if run?.decision != decision {
          if let run { tallies[run.decision, default: AccessTally()].add(run.tally) }
          run = (decision, AccessTally(of: decision, by: cover, at: time))
        }
      }
      run?.tally.add(count, moment.outcome, time...time)
      if let example = moment.example, example.second == second {
        run?.tally.keepExample(example.id)
      }
    }
    if let run { tallies[run.decision, default: AccessTally()].add(run.tally) }
  }

  private func tally(
    _ events: [RecordedRequest],
    in tallies: inout [AccessDecision: AccessTally]
  ) {
    for event in events {
      let cover = history.cover(for: event.request)
      let decision = cover.decision(at: event.time, denied: false)
      var tally = AccessTally(of: decision, by: cover, at: event.time)
      tally.add(1, .ok, event.time...event.time)
      tally.keepExample(event.id)
      tallies[decision, default: AccessTally()].add(tally)
    }
  }
}

extension AccessTally {
  fileprivate init(of decision: AccessDecision, by cover: UseCover, at time: Timestamp) {
    self.init()
    if case .notCovered = decision { endedGrant = cover.endedGrant(at: time) }
  }
}
