import KMSModel

extension UsageFacts {
  /// Leaves out files of which nothing was taken, but for some.
  package mutating func keepEmptyFiles(_ isKept: (String) -> Bool) {
    let empty = files.filter { $0.records == $0.outOfScope + $0.malformed && !isKept($0.path) }
    let dropped = Set(empty.map(\.path))
    files.removeAll { dropped.contains($0.path) }
    diagnostics.removeAll { dropped.contains($0.file) }
    counters = RunCounters(files: files, days: days, skipped: counters.filesSkipped)
  }

  /// The same facts with the days of each use joined, as reports show them: a use is then one of
  /// `usage`, on the first of its days.
  ///
  /// Rates and the moments of cross-account use keep their days.
  package func joiningDays() -> UsageFacts {
    var places = [Int32](repeating: 0, count: usage.count)
    var joined: [UsageFact] = []
    for (place, fact) in usage.enumerated() {
      if joined.last?.use == fact.use {
        joined[joined.count - 1].add(fact)
      } else {
        joined.append(fact)
      }
      places[place] = Int32(joined.count - 1)
    }
    guard joined.count < usage.count else { return self }
    var facts = self
    facts.usage = joined
    facts.calls = joinedCalls(places)
    for index in access.indices { facts.access[index].usage = places[Int(access[index].usage)] }
    facts.access.sort(by: AccessFact.precedes)
    return facts
  }

  /// What is in common on every day; nothing where there are days of which no details are kept.
  private func joinedCalls(_ places: [Int32]) -> [CallFact] {
    let told = Set(calls.map(\.usage))
    let untold = Set(
      access.lazy.filter { $0.outcome != .denied && !told.contains($0.usage) }
        .map { places[Int($0.usage)] }
    )
    var joined: [CallFact] = []
    for var call in calls {
      call.usage = places[Int(call.usage)]
      if untold.contains(call.usage) { continue }
      if joined.last?.usage == call.usage {
        joined[joined.count - 1].meet(call)
      } else {
        joined.append(call)
      }
    }
    return joined
  }
}

extension UsageFact {
  mutating func add(_ other: UsageFact) {
    ok += other.ok
    denied += other.denied
    throttled += other.throttled
    failed += other.failed
    firstSeen = min(firstSeen, other.firstSeen)
    lastSeen = max(lastSeen, other.lastSeen)
    exampleEventID = Self.example(of: exampleEventID, other.exampleEventID)
  }

  /// The smaller of two event ids; "" is none.
  package static func example(of one: String, _ other: String) -> String {
    let ids = [one, other].filter { !$0.isEmpty }
    return ids.min { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? ""
  }
}

extension CallFact {
  mutating func meet(_ other: CallFact) {
    for trait in traits.indices where traits[trait] != other.traits[trait] {
      traits[trait] = Self.differs
    }
  }
}

// The order of facts; symbols are in the order of their texts.

extension UsageFact {
  package func comesBefore(_ other: UsageFact) -> Bool {
    let (left, right) = (orderKey, other.orderKey)
    for index in left.indices where left[index] != right[index] {
      return left[index] < right[index]
    }
    return false
  }

  private var orderKey: InlineArray<9, Int32> {
    [
      use.key, use.keyAccount, use.region, use.consumerAccount, Int32(use.attribution.rawValue),
      use.principal, use.service, use.operation, day,
    ]
  }
}

extension RateFact {
  package func comesBefore(_ other: RateFact) -> Bool {
    let (left, right) = (orderKey, other.orderKey)
    for index in left.indices where left[index] != right[index] {
      return left[index] < right[index]
    }
    return false
  }

  private var orderKey: InlineArray<6, Int32> {
    [chargedAccount, region, quotaFamily, key, Int32(kind.rawValue), day]
  }
}
