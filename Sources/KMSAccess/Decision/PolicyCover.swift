import KMSModel

/// What one policy of a key says of one kind of request, over time.
struct PolicyCover: Sendable {
  let timeline: PolicyTimeline
  private let name: KeyPolicyName
  let question: PolicyQuestion
  /// By entry; nil where the policy asks for the time of the request.
  private let answers: [PolicyAnswer?]

  init(_ timeline: PolicyTimeline, _ name: KeyPolicyName, _ question: PolicyQuestion) {
    self.timeline = timeline
    self.name = name
    self.question = question
    var known: [KeyPolicy: PolicyAnswer?] = [:]
    // To look a policy up is to hash all of it.
    let mayRepeat = timeline.entries.count > 1
    answers = timeline.entries.map { entry in
      switch entry.document {
      case .missing(let text): return .unknown([text])
      case .unreadable(_, let error):
        return .unknown(["\(name.subject): it cannot be judged: \(error)"])
      case .policy(let policy):
        if mayRepeat, let answer = known[policy] { return answer }
        let answer = policy.asksForTime ? nil : question.answer(policy, at: Timestamp(0))
        if mayRepeat { known[policy] = .some(answer) }
        return answer
      }
    }
  }

  var isConstant: Bool { timeline.entries.isEmpty }

  /// A Deny of it applies at some moment, or may.
  var mayDeny: Bool {
    answers.contains { answer in
      if case .denied? = answer { return true }
      return answer == nil
    }
  }

  /// What the policy of a moment says, and which policy that is.
  struct Finding {
    let answer: PolicyAnswer
    /// nil when it is not known.
    let origin: PolicyOrigin?
    var propagation: Propagation?
  }

  /// What stands, then what it replaced so short before that it may still apply.
  func states(at time: Timestamp) -> [PolicyTimeline.State] {
    [timeline.state(at: time)] + timeline.replaced(at: time)
  }

  func origin(_ entry: Int) -> PolicyOrigin { timeline.entries[entry].origin(name) }

  /// What the policies of these states say, in the same order.
  func findings(at time: Timestamp) -> [Finding] {
    states(at: time).enumerated().map { number, state in
      var finding = finding(state, at: time)
      if number > 0 {
        finding.propagation = .ended
      } else if case .inForce(let entry, let since) = state, entry == since,
        timeline.entries[entry].isChange, time.isJustAfter(timeline.entries[entry].time)
      {
        finding.propagation = .begun
      }
      return finding
    }
  }

  private func finding(_ state: PolicyTimeline.State, at time: Timestamp) -> Finding {
    switch state {
    case .unknown(let text): return Finding(answer: .unknown([text]), origin: nil)
    case .inForce(let entry, let since):
      return Finding(
        answer: answer(entry, at: time),
        origin: origin(since)
      )
    }
  }

  private func answer(_ entry: Int, at time: Timestamp) -> PolicyAnswer {
    if let answer = answers[entry] { return answer }
    guard case .policy(let policy) = timeline.entries[entry].document else { return .notAllowed }
    return question.answer(policy, at: time)
  }
}

extension PolicyEntry {
  /// It replaced a policy that the key had before.
  fileprivate var isChange: Bool { !isExport && !isCreation }

  fileprivate func origin(_ name: KeyPolicyName) -> PolicyOrigin {
    isDefault ? .byDefault : isExport ? .exported(name, time) : .set(time)
  }
}
