import KMSAccess
import KMSModel
import KMSUsage

/// Decides on the moments of one use after the other.
struct UseJudge: Sendable {
  private let history: AccessHistory
  private let facts: UsageFacts
  private(set) var requests: UsedRequests
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

  init(_ history: AccessHistory, _ facts: UsageFacts) {
    (self.history, self.facts) = (history, facts)
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
      Self.tally(moment, cover, in: &tallies)
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
  private static func tally(
    _ moment: AccessFact,
    _ cover: UseCover,
    in tallies: inout [AccessDecision: AccessTally]
  ) {
    guard let span = moment.seconds.span else { return }
    let (first, last) = (moment.time(span.first), moment.time(span.last))
    let isDenied = moment.outcome == .denied
    guard cover.steadyEnd(after: first, denied: isDenied) >= last else {
      return tallySecondBySecond(moment, cover, in: &tallies)
    }
    let decision = cover.decision(at: first, denied: isDenied)
    var tally = AccessTally()
    if case .notCovered = decision { tally.endedGrant = cover.endedGrant(at: first) }
    tally.add(span.total, moment.outcome, first...last)
    if let example = moment.example, moment.seconds.contains(example.second) {
      tally.keepExample(example.id)
    }
    tallies[decision, default: AccessTally()].add(tally)
  }

  private static func tallySecondBySecond(
    _ moment: AccessFact,
    _ cover: UseCover,
    in tallies: inout [AccessDecision: AccessTally]
  ) {
    // Seconds with the same decision are added up first.
    var run: (decision: AccessDecision, tally: AccessTally)?
    var steadyEnd = Timestamp(.min)
    moment.seconds.forEach { second, count in
      let time = moment.time(second)
      if run == nil || time > steadyEnd {
        let isDenied = moment.outcome == .denied
        let decision = cover.decision(at: time, denied: isDenied)
        steadyEnd = cover.steadyEnd(after: time, denied: isDenied)
        if run?.decision != decision {
          if let run { tallies[run.decision, default: AccessTally()].add(run.tally) }
          run = (decision, AccessTally())
          if case .notCovered = decision { run?.tally.endedGrant = cover.endedGrant(at: time) }
        }
      }
      run?.tally.add(count, moment.outcome, time...time)
      if let example = moment.example, example.second == second {
        run?.tally.keepExample(example.id)
      }
    }
    if let run { tallies[run.decision, default: AccessTally()].add(run.tally) }
  }
}

extension AccessFact {
  fileprivate func time(_ second: Int32) -> Timestamp {
    Timestamp(Int64(day) * 86400 + Int64(second))
  }
}
