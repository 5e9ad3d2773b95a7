import KMSModel

extension GrantCover {
  struct Candidate: Sendable {
    let id: String
    let createdAt: Timestamp?
    let endEventID: String
    let match: GrantMatch
    let life: [(from: Timestamp, phase: GrantPhase)]
  }
}

extension GrantCover.Candidate {
  /// Since when it is over, if it covered before.
  var ended: (since: Timestamp, grant: EndedGrant)? {
    guard match == .covers, let last = life.last, case .over(let end) = last.phase else {
      return nil
    }
    return (last.from, EndedGrant(id: id, end: end, endEventID: endEventID))
  }

  func phase(at time: Timestamp) -> GrantPhase {
    life.last { $0.from <= time }?.phase ?? .notYetCreated
  }

  /// What would have to be known to tell whether it covers.
  func questions(at time: Timestamp) -> [GrantQuestion] {
    var questions: [GrantQuestion] = []
    if case .mayCover(let ofMatch) = match { questions = ofMatch }
    if case .uncertain(let ofLife) = phase(at: time) { questions.append(ofLife) }
    return questions
  }

  /// What failed first.
  func failure(at time: Timestamp) -> GrantFailure? {
    if case .fails(let failure) = match { return failure }
    switch phase(at: time) {
    case .notYetCreated: return .notYetCreated
    case .over(let failure): return failure
    case .inForce, .justEnded, .uncertain: return nil
    }
  }
}

extension GrantMatch {
  var callerQuestion: GrantQuestion? {
    if case .mayCover(let questions) = self { questions.first(where: \.isOfCaller) } else { nil }
  }
}

extension GrantMatch {
  var namesCaller: Bool {
    switch self {
    case .covers, .fails: true
    case .namesAnother: false
    case .mayCover(let questions): !questions.contains { $0.isOfCaller || $0.isOfGrantee }
    }
  }
}

extension GrantQuestion {
  fileprivate var isOfGrantee: Bool { if case .isCaller = self { true } else { false } }

  var isOfCaller: Bool {
    switch self {
    case .callerName, .caller: true
    default: false
    }
  }
}
