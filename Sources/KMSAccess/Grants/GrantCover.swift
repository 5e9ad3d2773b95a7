import KMSModel

/// The grants that bear on one kind of request, over time.
struct GrantCover: Sendable {
  /// What holds from a moment on.
  struct Stretch {
    /// The first that covers and is in force.
    var covering: Int?
    /// The first that covers and has just ended.
    var lingering: Int?
    /// The first that may cover.
    var possible: [Int] = []
    /// What is missing of all that may cover, but for the caller.
    var questions = 0
    /// One of them may cover if the caller is its grantee.
    var asksForCaller = false
  }

  /// Every grant that names the caller or may do so, the earliest first.
  let candidates: [Candidate]
  /// When each stretch begins, sorted; the first has always been.
  var beginnings: [Timestamp] = [Timestamp(.min)]
  var stretches: [Stretch] = [Stretch()]
  /// The first of those that surely name the caller, and how many those are.
  private var naming: (first: [Int], count: Int)
  /// What is missing of the caller; the same for all grants.
  private let callerQuestion: GrantQuestion?
  /// Those that covered, and since when each is surely over; sorted by that.
  private let ended: (since: [Timestamp], grants: [EndedGrant])

  init(_ grants: [(grant: Grant, match: GrantMatch)], _ watch: AccountWatch) {
    candidates = grants.map { grant, match in
      Candidate(
        id: grant.id,
        createdAt: grant.createdAt,
        endEventID: grant.endEventID,
        match: match,
        life: grant.life(watch)
      )
    }
    let naming = candidates.indices.filter { [candidates] in candidates[$0].match.namesCaller }
    self.naming = (Array(naming.prefix(Self.mostFailures)), naming.count)
    callerQuestion = candidates.lazy.compactMap(\.match.callerQuestion).first
    let ended = candidates.compactMap(\.ended).sorted {
      ($0.since, $0.grant.id) < ($1.since, $1.grant.id)
    }
    self.ended = (ended.map(\.since), ended.map(\.grant))
    if !candidates.isEmpty { divide() }
  }
}

// MARK: - Asking

extension GrantCover {
  /// The most texts of one kind that a basis holds.
  static let mostMissing = 4
  private static let mostFailures = 3

  var isConstant: Bool { beginnings.count == 1 }

  private func place(at time: Timestamp) -> Int {
    max(0, beginnings.firstIndex(after: time) - 1)
  }

  private func stretch(at time: Timestamp) -> Stretch { stretches[place(at: time)] }

  /// The last moment up to which a grant covers as it does at this one; nil where none does, or where
  /// it is so new that this is going to change.
  func steadyEnd(after time: Timestamp) -> Timestamp? {
    let place = place(at: time)
    let stretch = stretches[place]
    guard let number = stretch.covering ?? stretch.lingering else { return nil }
    if stretch.covering != nil, let createdAt = candidates[number].createdAt,
      time < createdAt + Grant.propagation
    {
      return nil
    }
    return place + 1 < beginnings.count ? beginnings[place + 1] + -1 : Timestamp(.max)
  }

  /// The grant that covers for certain.
  func covering(at time: Timestamp) -> (id: String, Propagation?)? {
    let stretch = stretch(at: time)
    if let number = stretch.covering {
      let isNew = candidates[number].createdAt.map(time.isJustAfter) ?? false
      return (candidates[number].id, isNew ? .begun : nil)
    }
    return stretch.lingering.map { (candidates[$0].id, .ended) }
  }

  /// The last of those that covered and are over.
  func ended(at time: Timestamp) -> EndedGrant? {
    let next = ended.since.firstIndex(after: time)
    return next > 0 ? ended.grants[next - 1] : nil
  }

  /// What is missing to tell whether a grant covers.
  func missing(at time: Timestamp) -> MissingTexts {
    let stretch = stretch(at: time)
    var missing = MissingTexts()
    if stretch.asksForCaller, let callerQuestion { missing.add(callerQuestion.text(grant: "")) }
    var others = stretch.questions
    for number in stretch.possible {
      let questions = candidates[number].questions(at: time).filter { !$0.isOfCaller }
      others -= questions.count
      for question in questions { missing.add(question.text(grant: candidates[number].id)) }
    }
    missing.addUntold(others)
    return missing
  }

  func allMissing(at time: Timestamp) -> [String] {
    candidates.filter { $0.failure(at: time) == nil }.flatMap { candidate in
      candidate.questions(at: time).map { $0.text(grant: candidate.id) }
    }
  }

  /// Why no grant covers, when none does.
  func failures(at time: Timestamp) -> [String] {
    guard naming.count > 0 else { return ["no grant"] }
    let told = naming.first.compactMap { number in
      candidates[number].failure(at: time).map { "grant \(candidates[number].id): \($0)" }
    }
    let others = naming.count - naming.first.count
    return others > 0 ? told + ["and \(others) more grants"] : told
  }
}
