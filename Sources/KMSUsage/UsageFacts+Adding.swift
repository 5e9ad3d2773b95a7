import KMSModel

extension UsageFacts {
  /// The days of everything that is folded.
  package var allDays: Set<Int32> {
    Set(days.map(\.day)).union(usage.map(\.day)).union(rates.map(\.day))
  }

  /// The facts of some days.
  package func keeping(_ isWanted: (Int32) -> Bool) -> UsageFacts {
    var facts = self
    let kept = usage.indices.filter { isWanted(usage[$0].day) }
    let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { (Int32($1), Int32($0)) })
    facts.usage = kept.map { usage[$0] }
    facts.rates.removeAll { !isWanted($0.day) }
    facts.days.removeAll { !isWanted($0.day) }
    facts.access = access.compactMap { fact in
      places[fact.usage].map { place in
        var fact = fact
        fact.usage = place
        return fact
      }
    }
    facts.calls = calls.compactMap { call in
      places[call.usage].map { CallFact(usage: $0, traits: call.traits) }
    }
    return facts
  }

  /// These and others over one numbering of texts: what both have of a use, a series or a day is added
  /// up.
  package func adding(_ other: UsageFacts) -> UsageFacts {
    var facts = self
    let union = SortedTexts(symbols + other.symbols)
    let texts = SortedTexts(accessTexts + other.accessTexts)
    (facts.symbols, facts.accessTexts) = (union.texts, texts.texts)
    facts.renumber(symbols.map(union.symbol), accessTexts.map(texts.symbol))
    var added = other
    added.renumber(other.symbols.map(union.symbol), other.accessTexts.map(texts.symbol))
    facts.append(added)
    facts.days = DayCount.added(facts.days + other.days)
    return facts
  }

  private mutating func renumber(_ symbols: [Symbol], _ texts: [Symbol]) {
    for index in usage.indices { usage[index].use.renumber(symbols) }
    for index in rates.indices { rates[index].renumber(symbols) }
    for index in access.indices { access[index].context = texts[Int(access[index].context)] }
    for index in calls.indices {
      calls[index].traits = calls[index].traits.map { $0 < 0 ? $0 : texts[Int($0)] }
    }
  }

  private mutating func append(_ other: UsageFacts) {
    let (all, offset) = (usage + other.usage, Int32(usage.count))
    let order = all.indices.sorted { all[$0].comesBefore(all[$1]) }
    var places = [Int32](repeating: 0, count: all.count)
    usage = []
    for index in order {
      if usage.last.map({ $0.use == all[index].use && $0.day == all[index].day }) ?? false {
        usage[usage.count - 1].add(all[index])
      } else {
        usage.append(all[index])
      }
      places[index] = Int32(usage.count - 1)
    }
    rates = RateFact.added(rates + other.rates)
    for index in access.indices { access[index].usage = places[Int(access[index].usage)] }
    access += other.access.map { fact in
      var fact = fact
      fact.usage = places[Int(fact.usage + offset)]
      return fact
    }
    access = AccessFact.added(access)
    for index in calls.indices { calls[index].usage = places[Int(calls[index].usage)] }
    calls += other.calls.map {
      CallFact(usage: places[Int($0.usage + offset)], traits: $0.traits)
    }
    calls = CallFact.met(calls)
  }
}

extension Use {
  fileprivate mutating func renumber(_ symbols: [Symbol]) {
    key = symbols[Int(key)]
    keyAccount = symbols[Int(keyAccount)]
    region = symbols[Int(region)]
    consumerAccount = symbols[Int(consumerAccount)]
    principal = symbols[Int(principal)]
    service = symbols[Int(service)]
    operation = symbols[Int(operation)]
  }
}

extension DayCount {
  fileprivate static func added(_ all: [DayCount]) -> [DayCount] {
    let sums = Dictionary(all.map { ($0.day, $0) }) { left, right in
      var sum = left
      sum.add(right)
      return sum
    }
    return sums.values.sorted { $0.day < $1.day }
  }
}

extension RateFact {
  fileprivate mutating func renumber(_ symbols: [Symbol]) {
    chargedAccount = symbols[Int(chargedAccount)]
    region = symbols[Int(region)]
    quotaFamily = symbols[Int(quotaFamily)]
    key = symbols[Int(key)]
  }

  fileprivate static func added(_ all: [RateFact]) -> [RateFact] {
    var sum: [RateFact] = []
    for fact in all.sorted(by: { $0.comesBefore($1) }) {
      if let last = sum.last, !last.comesBefore(fact) {
        sum[sum.count - 1].seconds.add(fact.seconds)
      } else {
        sum.append(fact)
      }
    }
    return sum
  }
}

extension AccessFact {
  fileprivate static func added(_ all: [AccessFact]) -> [AccessFact] {
    var sum: [AccessFact] = []
    for fact in all.sorted(by: precedes) {
      if let last = sum.last, !precedes(last, fact) {
        sum[sum.count - 1].seconds.add(fact.seconds)
        sum[sum.count - 1].keepSmaller(fact.example)
      } else {
        sum.append(fact)
      }
    }
    return sum
  }

  private mutating func keepSmaller(_ other: ExampleEvent?) {
    guard let other else { return }
    guard let own = example else {
      example = other
      return
    }
    let isSmaller =
      own.id == other.id
      ? other.second < own.second : other.id.utf8.lexicographicallyPrecedes(own.id.utf8)
    if isSmaller { example = other }
  }
}

extension CallFact {
  fileprivate static func met(_ all: [CallFact]) -> [CallFact] {
    var met: [CallFact] = []
    for call in all.sorted(by: { $0.usage < $1.usage }) {
      if met.last?.usage == call.usage {
        met[met.count - 1].meet(call)
      } else {
        met.append(call)
      }
    }
    return met
  }
}
