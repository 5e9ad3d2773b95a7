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

  /// Joins the days of each use, as reports show them: a use is then one of `usage`, on the first of
  /// its days.
  ///
  /// Rates and the moments of cross-account use keep their days.
  package mutating func joinDays() {
    var places = [Int32](repeating: 0, count: usage.count)
    // In place: there may be much use.
    var end = 0
    for place in usage.indices {
      if end > 0, usage[end - 1].use == usage[place].use {
        usage[end - 1].add(usage[place])
      } else {
        usage[end] = usage[place]
        end += 1
      }
      places[place] = Int32(end - 1)
    }
    guard end < usage.count else { return }
    usage.removeSubrange(end...)
    calls = joinedCalls(places)
    for index in access.indices { access[index].usage = places[Int(access[index].usage)] }
    access = AccessFact.sorted(access)
  }

  /// What is in common on every day; nothing where there are days of which no details are kept.
  private func joinedCalls(_ places: [Int32]) -> [CallFact] {
    var told = [Bool](repeating: false, count: places.count)
    for call in calls { told[Int(call.usage)] = true }
    var untold = [Bool](repeating: false, count: places.count)
    for fact in access where fact.outcome != .denied && !told[Int(fact.usage)] {
      untold[Int(places[Int(fact.usage)])] = true
    }
    var joined: [CallFact] = []
    for var call in calls {
      call.usage = places[Int(call.usage)]
      if untold[Int(call.usage)] { continue }
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
    exampleEventID = exampleEventID.smallerID(other.exampleEventID)
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

  /// The places of facts, in their order.
  ///
  /// By their keys alone: to move or look at a fact takes longer.
  package static func order(of facts: [UsageFact]) -> [Int] {
    let keys = facts.map(\.orderKey)
    return keys.indices.sorted { one, other in
      for index in keys[one].indices where keys[one][index] != keys[other][index] {
        return keys[one][index] < keys[other][index]
      }
      return false
    }
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
