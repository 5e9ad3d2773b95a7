import AuditReports
import KMSAccess
import KMSModel
import KMSUsage

/// One kind of request at one moment.
struct UsedCase: Hashable {
  var request: AccessRequest
  var time: Timestamp
  var isDenied = false
  /// nil where the store does not have it at that moment.
  var seen: SeenRequests?
}

/// What the store has of some uses, by encryption context and outcome.
struct UsedCases {
  /// In the order of the facts.
  private var kinds: [(kind: Kind, moments: [AccessFact])] = []
  private let facts: UsageFacts

  /// Requests that are judged alike at every moment.
  private struct Kind: Hashable {
    let usage: Int32
    let request: AccessRequest
    let isDenied: Bool
  }

  init(_ audit: StoredAudit, _ usages: [Int32]) {
    facts = audit.facts
    var requests = UsedRequests(facts)
    var places: [Kind: Int] = [:]
    for usage in usages {
      let own = facts.access.filter { $0.usage == usage }
      // Of use within the key's own account neither context nor moments are kept.
      for fact in own.isEmpty ? [AccessFact(withoutDetailsOf: usage)] : own {
        let kind = Kind(
          usage: usage,
          request: requests.request(of: usage, in: UsedRequests.Context(fact)),
          isDenied: fact.outcome == .denied
        )
        let place = places[kind, default: kinds.count]
        if place == kinds.count {
          places[kind] = place
          kinds.append((kind, []))
        }
        kinds[place].moments.append(fact)
      }
    }
  }

  /// The last moment of all.
  var last: Timestamp? { kinds.map { facts.usage[Int($0.kind.usage)].lastSeen }.max() }

  /// Each at its first moment, the earliest first.
  var first: [UsedCase] {
    kinds.map { kind, moments in
      let seen = SeenRequests(moments)
      return UsedCase(
        request: kind.request,
        time: seen?.first ?? facts.usage[Int(kind.usage)].firstSeen,
        isDenied: kind.isDenied,
        seen: seen
      )
    }
    .sorted { $0.time < $1.time }
  }

  /// The requests of which the event is the example, each at its moment.
  func example(_ id: String) -> [UsedCase] {
    kinds.compactMap { kind, moments in
      guard let fact = moments.first(where: { $0.example?.id == id }), let example = fact.example
      else { return nil }
      let time = fact.time(example.second)
      return UsedCase(
        request: kind.request,
        time: time,
        isDenied: kind.isDenied,
        seen: SeenRequests(moments, at: time)
      )
    }
  }

  /// Those of one second; without any all, as they would be judged had KMS not refused them.
  func at(_ time: Timestamp, _ recorded: RecordedUses) -> [UsedCase] {
    let there = kinds.flatMap { kind, moments in
      guard let seen = SeenRequests(moments, at: time) else { return [UsedCase]() }
      let one = UsedCase(request: kind.request, time: time, isDenied: kind.isDenied, seen: seen)
      return Self.each(moments, facts, at: time, recorded) ?? [one]
    }
    return there.isEmpty ? kinds.map { UsedCase(request: $0.kind.request, time: time) } : there
  }

  /// Of a change that is kept whole each request by its own event.
  private static func each(
    _ moments: [AccessFact],
    _ facts: UsageFacts,
    at time: Timestamp,
    _ recorded: RecordedUses
  ) -> [UsedCase]? {
    var cases: [UsedCase]?
    for fact in moments where fact.day == time.day {
      fact.seconds.forEach { second, count in
        guard fact.time(second) == time else { return }
        cases = recorded.requests(of: fact, facts, second: second, count: count)?
          .map(UsedCase.init)
      }
    }
    return cases
  }
}

extension UsedCase {
  init(_ one: RecordedRequest) {
    request = one.request
    time = one.time
    isDenied = one.isDenied
    seen = SeenRequests(requests: 1, first: one.time, last: one.time)
  }
}

extension AccessFact {
  fileprivate init(withoutDetailsOf usage: Int32) {
    self.init(
      usage: usage,
      context: 0,
      contextIsCommon: true,
      outcome: .ok,
      day: 0,
      seconds: SecondCounts()
    )
  }
}

extension SeenRequests {
  /// Those of one second, nil for all; nil where there are none.
  fileprivate init?(_ facts: [AccessFact], at time: Timestamp? = nil) {
    var (requests, first, last) = (0, Timestamp(.max), Timestamp(.min))
    for fact in facts where time.map({ $0.day == fact.day }) ?? true {
      fact.seconds.forEach { second, count in
        let moment = fact.time(second)
        guard time.map({ $0 == moment }) ?? true else { return }
        requests += count
        (first, last) = (min(first, moment), max(last, moment))
      }
    }
    guard requests > 0 else { return nil }
    self.init(requests: requests, first: first, last: last)
  }
}
