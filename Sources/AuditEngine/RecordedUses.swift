import AuditFindings
import KMSAccess
import KMSModel
import KMSUsage
import Parallel

/// Cross-account requests that changed something: each has its whole event, by which it is judged.
struct RecordedUses: Sendable {
  /// A use at one second.
  private struct Place: Hashable {
    let keyARN, account, principal, service, operation: String
    let time: Timestamp

    init(_ one: RecordedRequest) {
      (keyARN, account) = (one.request.keyARN, one.request.callerAccount)
      (principal, service, operation) = (one.principal, one.service, one.name)
      time = one.time
    }

    init(_ use: Use, _ facts: UsageFacts, _ time: Timestamp) {
      (keyARN, account) = (facts.text(use.key), facts.text(use.consumerAccount))
      (principal, service) = (facts.text(use.principal), facts.text(use.service))
      operation = facts.text(use.operation)
      self.time = time
    }
  }

  /// Of the kept events those that a caller of another account can cause.
  private static let operations = Judgement.eventNames.sorted().filter { name in
    Operation.named(name).map { $0.namesKey && $0.crossAccountAllowed } ?? false
  }

  private let requests: [Place: [RecordedRequest]]

  /// - Parameters:
  ///   - facts: the use in question; other events are not read.
  ///   - evidence: state-changing events in any order.
  ///   - jobs: threads.
  init(of facts: UsageFacts, _ evidence: [EvidenceFact], jobs: Int) {
    let times = Self.times(of: facts)
    let wanted = evidence.indices.filter {
      times.contains(evidence[$0].time) && Self.operations.contains(evidence[$0].eventName)
    }
    let read = inParallel(wanted.count, jobs: jobs, state: { [Int: RecordedRequest]() }) {
      guard let one = RecordedRequest(evidence[wanted[$0]]), one.tookEffect else { return }
      $1[$0] = one
    }
    let found = read.reduce(into: [:]) { $0.merge($1) { one, _ in one } }
    var copies: [Place: [String: RecordedRequest]] = [:]
    for number in wanted.indices {
      guard let one = found[number] else { continue }
      // Of the copies of a request the caller's own tells the most.
      let known = copies[Place(one)]?[one.sharedID]
      if known == nil || one.isCallersCopy { copies[Place(one), default: [:]][one.sharedID] = one }
    }
    requests = copies.mapValues { $0.values.sorted { $0.id < $1.id } }
  }

  private static func times(of facts: UsageFacts) -> Set<Timestamp> {
    var times: Set<Timestamp> = []
    for fact in facts.access where isRecorded(fact, facts) {
      fact.seconds.forEach { second, _ in times.insert(fact.time(second)) }
    }
    return times
  }

  /// What failed may not have been looked at whole.
  private static func isRecorded(_ fact: AccessFact, _ facts: UsageFacts) -> Bool {
    let operation = facts.text(facts.usage[Int(fact.usage)].use.operation)
    return fact.outcome == .ok && operations.contains(operation)
  }

  /// Whether there may be events of these requests.
  func tell(of fact: AccessFact, _ facts: UsageFacts) -> Bool {
    !requests.isEmpty && Self.isRecorded(fact, facts)
  }

  /// The requests of one second, each by its event; nil unless all of them have one.
  func requests(
    of fact: AccessFact,
    _ facts: UsageFacts,
    second: Int32,
    count: Int
  ) -> [RecordedRequest]? {
    guard tell(of: fact, facts) else { return nil }
    let place = Place(facts.usage[Int(fact.usage)].use, facts, fact.time(second))
    return requests[place].flatMap { $0.count == count ? $0 : nil }
  }
}

extension AccessFact {
  func time(_ second: Int32) -> Timestamp {
    Timestamp(Int64(day) * 86400 + Int64(second))
  }
}
