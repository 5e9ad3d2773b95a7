package import AuditReports
import AuditStore
import KMSAccess
import KMSModel
import KMSUsage

extension Audit {
  /// The decision on a request, step by step, from the store of an earlier scan.
  ///
  /// - Throws: `notInStore` for an event, a key or a moment that the store cannot tell; `store`.
  package static func explain(
    _ query: ExplainQuery,
    store path: String,
    configuration: AuditConfiguration
  ) throws(AuditError) -> ExplainAnswer {
    var audit = try StoredAudit(store: path, configuration, of: query.keys, where: query.isUse)
    if audit.hasUseWithoutDetails {
      // Whether the logs were asked for them is told by all use of the key.
      audit = try StoredAudit(store: path, configuration, of: query.keys)
    }
    let access = audit.facts.access
    audit.facts.access = []
    let history = audit.judgement(jobs: 1).history
    audit.facts.access = access
    switch query {
    case .event(let id): return try audit.explain(event: id, history)
    case .request(let query): return try audit.explain(query, history)
    }
  }
}

extension ExplainQuery {
  fileprivate var keys: ChosenKeys {
    switch self {
    case .event(let id): .ofExample(id: id)
    case .request(let query): .named(query.key)
    }
  }

  fileprivate var isUse: (@Sendable (Use, [String]) -> Bool)? {
    switch self {
    case .event: nil
    case .request(let query): query.isUse
    }
  }
}

extension StoredAudit {
  /// How many requests of one use are explained at most.
  private static let mostCases = 10

  fileprivate func explain(
    event id: String,
    _ history: AccessHistory
  ) throws(AuditError) -> ExplainAnswer {
    let records = try Audit.withStoreErrors { () throws(StoreError) in
      try store.evidence(eventID: id)
    }
    if let recorded = try recorded(records, history) { return recorded }
    guard !id.isEmpty else { throw notInStore(event: id) }
    let known = Set(facts.access.lazy.filter { $0.example?.id == id }.map(\.usage)).sorted()
    if !known.isEmpty {
      return answer(.example(id: id), known, UsedCases(self, known).example(id), history)
    }
    let usages = facts.usage.indices.filter { facts.usage[$0].exampleEventID == id }.map(Int32.init)
    guard !usages.isEmpty else { throw notInStore(event: id) }
    return answer(.useOfExample(id: id), usages, UsedCases(self, usages).first, history)
  }

  private func notInStore(event id: String) -> AuditError {
    .notInStore(
      """
      event \(id) is not in the store, which has the state-changing events and examples of each \
      use (example_event_id in 'access --format json'); --key, --principal and --operation ask for \
      any request
      """
    )
  }

  /// nil for none; the caller's own copy tells the most.
  private func recorded(
    _ records: [EvidenceFact],
    _ history: AccessHistory
  ) throws(AuditError) -> ExplainAnswer? {
    let events = records.compactMap(RecordedRequest.init)
    guard let event = events.first(where: \.isCallersCopy) ?? events.first else {
      guard let record = records.first else { return nil }
      throw .notInStore(
        "event \(record.eventID) is \(record.eventName), which is not decided by a key's policy"
      )
    }
    return ExplainAnswer(
      subject: .event(id: event.id, name: event.name),
      uses: [],
      cases: [ExplainedCase(UsedCase(event), history)],
      casesLeftOut: 0
    )
  }

  fileprivate func explain(
    _ query: RequestQuery,
    _ history: AccessHistory
  ) throws(AuditError) -> ExplainAnswer {
    let key = try KeyNames(store).key(named: query.key)
    let asked = AskedRequest(query, key)
    let usages = facts.usage.indices.filter { asked.isUse(facts.usage[$0].use, facts) }
      .map(Int32.init)
    if usages.isEmpty, !Operation.all.contains(where: { $0.permissions.contains(query.operation) })
    {
      throw .notInStore(
        """
        \(query.operation) is no operation of KMS, and the store has no such use; names are \
        written like Decrypt, and those of a ReEncrypt are ReEncryptFrom and ReEncryptTo
        """
      )
    }
    let cases = UsedCases(self, usages)
    let time: Timestamp
    if let known = query.time ?? cases.last { time = known } else { time = try lastRecord(of: key) }
    let seen =
      usages.isEmpty
      ? [] : cases.at(time, RecordedUses(of: facts, evidence, jobs: 1)).map(asked.laidOver)
    return answer(
      .request,
      usages,
      seen.isEmpty ? [UsedCase(request: asked.request, time: time)] : seen,
      history
    )
  }

  private func answer(
    _ subject: ExplainAnswer.Subject,
    _ usages: [Int32],
    _ cases: [UsedCase],
    _ history: AccessHistory
  ) -> ExplainAnswer {
    var told: Set<UsedCase> = []
    let distinct = cases.filter { told.insert($0).inserted }
    let requests = UsedRequests(facts)
    return ExplainAnswer(
      subject: subject,
      uses: usages.map { explained($0, requests) },
      cases: distinct.prefix(Self.mostCases).map { ExplainedCase($0, history) },
      casesLeftOut: max(0, distinct.count - Self.mostCases)
    )
  }
}
