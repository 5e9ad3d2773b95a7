package import KMSModel

extension UseCover {
  /// The decision on the request at one moment, and all that it rests on.
  ///
  /// It looks at every grant of the key: for one request that a reader asks about, not for all.
  package func explanation(at time: Timestamp, denied: Bool) -> AccessExplanation {
    let decision = decision(at: time, denied: denied)
    let parts = [policy, sharedPolicy].filter { !$0.isConstant }
    return AccessExplanation(
      request: request,
      time: time,
      decision: decision,
      policies: parts.flatMap { $0.policiesInForce(at: time) },
      grantsInForce: timeline.grants.filter { $0.isInForce(at: time, timeline.watch) },
      keyState: timeline.state(at: time),
      candidates: grants.explained(at: time) + parts.flatMap { $0.explained(at: time) },
      missing: denied ? [] : allMissing(at: time),
      smallestGrant: SmallestGrant(request),
      smallestStatement: SmallestStatement(request)
    )
  }
}

extension Grant {
  fileprivate func isInForce(at time: Timestamp, _ watch: AccountWatch) -> Bool {
    life(watch).last { $0.from <= time }?.phase == .inForce
  }
}

extension KeyTimeline {
  /// The last that was told before that moment, if a change since then would have been seen.
  fileprivate func state(at time: Timestamp) -> KeyStateEntry? {
    guard let entry = states.last(where: { $0.time <= time }),
      watch.gap(of: KeyARN(keyARN), from: entry.time, to: time) == nil
    else { return nil }
    return entry
  }
}

extension GrantCover {
  fileprivate func explained(at time: Timestamp) -> [AccessExplanation.Candidate] {
    candidates.map { candidate in
      let name = "grant \(candidate.id)"
      if let failure = candidate.failure(at: time) {
        return .init(kind: .grant, name: name, result: .fails("\(failure)"))
      }
      let questions = candidate.questions(at: time).map { $0.text(grant: candidate.id) }
      return .init(
        kind: .grant,
        name: name,
        result: questions.isEmpty ? .applies : .unknown(questions)
      )
    }
  }
}

extension PolicyCover {
  fileprivate func policiesInForce(at time: Timestamp) -> [AccessExplanation.PolicyInForce] {
    states(at: time).enumerated().compactMap { number, state in
      guard case .inForce(let entry, let since) = state else { return nil }
      return AccessExplanation.PolicyInForce(
        origin: origin(since),
        source: timeline.entries[since].source,
        isReplaced: number > 0,
        document: timeline.entries[entry].document
      )
    }
  }

  fileprivate func explained(at time: Timestamp) -> [AccessExplanation.Candidate] {
    states(at: time).flatMap { state -> [AccessExplanation.Candidate] in
      guard case .inForce(let entry, let since) = state,
        case .policy(let policy) = timeline.entries[entry].document
      else { return [] }
      let matches = question.statements(of: policy, at: time)
      return zip(policy.statements, matches).map { statement, match in
        AccessExplanation.Candidate(
          kind: statement.effect == .allow ? .allow : .deny,
          name: "statement \(statement.name) of \(origin(since).text)",
          result: AccessExplanation.Candidate.Result(match)
        )
      }
    }
  }
}

extension AccessExplanation.Candidate.Result {
  fileprivate init(_ match: StatementMatch) {
    self =
      switch match {
      case .matched: .applies
      case .failed(let failure): .fails("\(failure)")
      case .undetermined(let missing): .unknown(missing)
      }
  }
}
