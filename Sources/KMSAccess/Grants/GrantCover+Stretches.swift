import KMSModel

extension GrantCover {
  private enum Role {
    case covering, lingering
    case possible(questions: Int, asksForCaller: Bool)
  }

  private struct Step {
    let time: Timestamp
    let number: Int
    let before: Role?
    let after: Role?
  }

  /// Between two neighbouring steps nothing changes: each decision is a search for its stretch.
  mutating func divide() {
    var sets = (
      covering: RankSet(candidates.count), lingering: RankSet(candidates.count),
      possible: RankSet(candidates.count), callers: RankSet(candidates.count)
    )
    func set(_ role: Role?, _ number: Int, _ sign: Int) {
      switch role {
      case .covering: sets.covering.add(number, sign)
      case .lingering: sets.lingering.add(number, sign)
      case .possible(let questions, let asksForCaller):
        sets.possible.add(number, sign * questions)
        if asksForCaller { sets.callers.add(number, sign) }
      case nil: break
      }
    }
    let steps = steps()
    for (position, step) in steps.enumerated() {
      set(step.before, step.number, -1)
      set(step.after, step.number, 1)
      guard position + 1 == steps.count || steps[position + 1].time != step.time else { continue }
      let stretch = Stretch(
        covering: sets.covering.first,
        lingering: sets.lingering.first,
        possible: sets.possible.first(Self.mostMissing),
        questions: sets.possible.total,
        asksForCaller: sets.callers.total > 0
      )
      append(stretch, from: step.time)
    }
  }

  private mutating func append(_ stretch: Stretch, from time: Timestamp) {
    if time == beginnings[beginnings.count - 1] {
      stretches[stretches.count - 1] = stretch
    } else {
      beginnings.append(time)
      stretches.append(stretch)
    }
  }

  private func steps() -> [Step] {
    var steps: [Step] = []
    for (number, candidate) in candidates.enumerated() {
      var before: Role?
      for (from, phase) in candidate.life {
        let after = Self.role(candidate.match, phase)
        if before != nil || after != nil {
          steps.append(Step(time: from, number: number, before: before, after: after))
        }
        before = after
      }
    }
    return steps.sorted { ($0.time, $0.number) < ($1.time, $1.number) }
  }

  private static func role(_ match: GrantMatch, _ phase: GrantPhase) -> Role? {
    var isUncertain = false
    switch phase {
    case .notYetCreated, .over: return nil
    case .inForce where match == .covers: return .covering
    case .justEnded where match == .covers: return .lingering
    case .inForce, .justEnded: break
    case .uncertain: isUncertain = true
    }
    let ofLife = isUncertain ? 1 : 0
    switch match {
    case .covers: return .possible(questions: ofLife, asksForCaller: false)
    case .mayCover(let questions):
      return .possible(
        questions: questions.count { !$0.isOfCaller } + ofLife,
        asksForCaller: match.callerQuestion != nil
      )
    case .fails, .namesAnother: return nil
    }
  }
}
