import Parallel

/// What a request of each pattern adds to: uses, series of seconds, cross-account use.
struct UseIndex {
  /// A use on one UTC day.
  struct DayUse: Sendable {
    let use: Use
    let day: UInt16

    var orderKey: InlineArray<9, Symbol> {
      [
        use.key, use.keyAccount, use.region, use.consumerAccount,
        Symbol(use.attribution.rawValue), use.principal, use.service, use.operation, Symbol(day),
      ]
    }
  }

  /// A series of seconds, without its days.
  struct Series: Hashable {
    var chargedAccount: Symbol
    var region: Symbol
    var quotaFamily: Symbol
    var key: Symbol
    var kind: RateKind

    var orderKey: InlineArray<5, Symbol> {
      [chargedAccount, region, quotaFamily, key, Symbol(kind.rawValue)]
    }
  }

  /// What one request of a pattern counts for, as numbers of uses and series.
  struct Effect {
    let kind: UsePattern.Kind
    let outcome: Outcome
    let isCallersCopy: Bool
    let recipient: Symbol
    /// Days since 1970-01-01.
    private let date: UInt16
    /// Of `days`.
    let day: UInt16
    /// -1: none, for what is no use.
    var first: Int32 = -1
    /// The destination of a ReEncrypt, or -1.
    var second: Int32 = -1
    /// Of `accesses`, for a use that crosses accounts; else -1.
    var firstAccess: Int32 = -1
    var secondAccess: Int32 = -1
    /// Of `seriesNumbers`.
    var series: Range<Int32> = 0..<0

    var midnight: Int64 { date.midnight }

    fileprivate init(_ pattern: UsePattern, day: Int) {
      (kind, outcome) = (pattern.kind, pattern.operation.outcome)
      (isCallersCopy, recipient) = (pattern.caller.isCallersCopy, pattern.caller.recipient)
      (date, self.day) = (pattern.day, UInt16(day))
    }

    fileprivate mutating func number(by uses: Numbering<DayUse>) {
      if first >= 0 { first = uses.places[Int(first)] }
      if second >= 0 { second = uses.places[Int(second)] }
    }

    /// Lists the uses that cross accounts, by their places among all of them.
    fileprivate mutating func listAccesses(
      _ uses: [DayUse],
      _ contexts: (first: CallContext, second: CallContext),
      in list: inout [Access]
    ) {
      if first >= 0, uses[Int(first)].use.isCrossAccount {
        firstAccess = Int32(list.count)
        list.append(Access(use: first, context: contexts.first))
      }
      if second >= 0, uses[Int(second)].use.isCrossAccount {
        secondAccess = Int32(list.count)
        list.append(Access(use: second, context: contexts.second))
      }
    }

    fileprivate mutating func number(by accesses: Numbering<Access>) {
      if firstAccess >= 0 { firstAccess = accesses.places[Int(firstAccess)] }
      if secondAccess >= 0 { secondAccess = accesses.places[Int(secondAccess)] }
    }
  }

  /// A use that crosses accounts, in one encryption context.
  struct Access: Sendable {
    let use: Int32
    let context: CallContext
  }

  let uses: [DayUse]
  let accesses: [Access]
  let series: [Series]
  let seriesNumbers: [Int32]
  /// Ascending.
  let days: [UInt16]
  /// By pattern; behind them, of their variants.
  let effects: [Effect]

  init(_ patterns: PatternFacts, _ details: MergedDetails, jobs: Int) {
    var (allUses, allSeries): ([DayUse], [Series]) = ([], [])
    var (days, effects): ([UInt16], [Effect]) = ([], [])
    effects.reserveCapacity(patterns.patterns.count + details.variants.count)
    allUses.reserveCapacity(patterns.patterns.count)
    allSeries.reserveCapacity(patterns.patterns.count)
    for number in patterns.patterns.indices {
      let pattern = patterns[number]
      // Patterns are sorted by day.
      if days.last != pattern.day { days.append(pattern.day) }
      var effect = Effect(pattern, day: days.count - 1)
      if effect.kind == .request {
        // Places in the lists for now; numbers once these are sorted.
        effect.first = Int32(allUses.count)
        allUses.append(DayUse(use: pattern.firstUse, day: pattern.day))
        if let second = pattern.secondUse {
          effect.second = Int32(allUses.count)
          allUses.append(DayUse(use: second, day: pattern.day))
        }
        let start = Int32(allSeries.count)
        pattern.appendSeries(to: &allSeries)
        effect.series = start..<Int32(allSeries.count)
      }
      effects.append(effect)
    }
    let (listedUses, listedSeries) = (allUses, allSeries)
    let (uses, series) = both(
      jobs: jobs,
      { Numbering(listedUses, by: \.orderKey) },
      { Numbering(listedSeries, by: \.orderKey) }
    )
    var allAccesses: [Access] = []
    for pattern in effects.indices {
      effects[pattern].number(by: uses)
      let contexts = details.contextsInCommon(of: pattern)
      effects[pattern].listAccesses(uses.values, contexts, in: &allAccesses)
    }
    for variant in details.variants {
      var effect = effects[Int(variant.pattern)]
      effect.listAccesses(uses.values, variant.contexts, in: &allAccesses)
      effects.append(effect)
    }
    let accesses = Numbering(allAccesses) {
      [$0.use, $0.context.text, $0.context.isCommon ? 1 : 0]
    }
    for pattern in effects.indices { effects[pattern].number(by: accesses) }
    (self.days, self.effects) = (days, effects)
    self.accesses = accesses.values
    (self.uses, self.series, seriesNumbers) = (uses.values, series.values, series.places)
  }
}

extension Use {
  /// The consumer is somebody else than the owner, and no AWS service.
  ///
  /// Symbol 0 is "".
  package var isCrossAccount: Bool {
    keyAccount != 0 && consumerAccount != 0 && keyAccount != consumerAccount
      && attribution != .awsService && attribution != .unknown
  }
}

extension UsePattern {
  var firstUse: Use { use(of: keys.first, operation.name) }

  var secondUse: Use? {
    operation.secondName == 0 ? nil : use(of: keys.second, operation.secondName)
  }

  private func use(of key: PatternKeys.Key, _ name: Symbol) -> Use {
    Use(
      key: key.key,
      keyAccount: key.account,
      region: operation.region,
      consumerAccount: caller.consumer,
      attribution: caller.attribution,
      principal: caller.principal,
      service: caller.service,
      operation: name
    )
  }

  func appendSeries(to list: inout [UseIndex.Series]) {
    appendSeries(of: operation.firstFamily, to: &list)
    if operation.secondFamily != 0 { appendSeries(of: operation.secondFamily, to: &list) }
  }

  private func appendSeries(of family: Symbol, to list: inout [UseIndex.Series]) {
    func add(_ key: Symbol, _ kind: RateKind) {
      list.append(
        UseIndex.Series(
          chargedAccount: caller.chargedAccount,
          region: operation.region,
          quotaFamily: family,
          key: key,
          kind: kind
        )
      )
    }
    let isThrottled = operation.outcome == .throttled
    add(keys.first.key, .request)
    if isThrottled { add(keys.first.key, .throttled) }
    guard operation.secondName != 0, keys.second.key != keys.first.key else { return }
    add(keys.second.key, .secondKey)
    if isThrottled { add(keys.second.key, .throttled) }
  }
}
