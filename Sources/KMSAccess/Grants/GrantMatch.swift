/// Whether a grant covers a request while it is in force.
enum GrantMatch: Hashable {
  case covers
  case mayCover([GrantQuestion])
  /// It names the caller, and yet does not cover.
  case fails(GrantFailure)
  case namesAnother
}

extension Grant {
  /// By the grantee's permission, or by the retiring principal's: to retire the grant.
  func match(_ request: AccessRequest) -> GrantMatch {
    let grantee = match(Grantee(grantee), operations, request)
    guard !retiringPrincipal.isEmpty, grantee != .covers else { return grantee }
    let retirer = match(Grantee(retiringPrincipal), ["RetireGrant"], request)
    return grantee.rank <= retirer.rank ? grantee : retirer
  }

  private func match(
    _ holder: Grantee,
    _ operations: [String],
    _ request: AccessRequest
  ) -> GrantMatch {
    let match = holder.matches(request)
    if match == .no { return .namesAnother }
    let isListed = operations.contains(request.operation) && allowsNewGrant(operations, request)
    switch match {
    case .unknown(let question): return isListed ? answer(request, question) : .unlisted(question)
    case .anotherSession: return .fails(isListed ? .session : .operation)
    case .yes, .no: return isListed ? answer(request, nil) : .fails(.operation)
    }
  }

  /// A grant made by a grantee has no operation that the grantee's own has not; the request succeeded,
  /// so that one whose operations are not known kept to it.
  private func allowsNewGrant(_ operations: [String], _ request: AccessRequest) -> Bool {
    guard request.operation == "CreateGrant",
      case .known(let wanted) = request.detail[.grantOperations]
    else { return true }
    return wanted.allSatisfy(operations.contains)
  }

  private func answer(_ request: AccessRequest, _ question: GrantQuestion?) -> GrantMatch {
    let questions = question.map { [$0] } ?? []
    return switch asks.answer(request) {
    case .holds: questions.isEmpty ? .covers : .mayCover(questions)
    case .unknown(let more): .mayCover(questions + more)
    case .fails(let failure): question.map { .failing(failure, $0) } ?? .fails(failure)
    }
  }
}

extension GrantMatch {
  /// A session of the caller's role is near enough to be named; somebody who may be the caller is
  /// not, once the grant cannot cover.
  fileprivate static func failing(_ failure: GrantFailure, _ question: GrantQuestion) -> GrantMatch
  {
    question == .session ? .fails(failure) : .namesAnother
  }

  fileprivate static func unlisted(_ question: GrantQuestion) -> GrantMatch {
    failing(.operation, question)
  }
}

extension GrantMatch {
  fileprivate var rank: Int {
    switch self {
    case .covers: 0
    case .mayCover: 1
    case .fails: 2
    case .namesAnother: 3
    }
  }
}
