/// What a request of each pattern adds to: uses, series of seconds, cross-account use.
struct UseIndex {
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
    /// -1: none, for what is no use.
    var first: Int32 = -1
    /// The destination of a ReEncrypt, or -1.
    var second: Int32 = -1
    var firstIsCrossAccount = false
    var secondIsCrossAccount = false
    /// Of `seriesNumbers`.
    var series: Range<Int32> = 0..<0

    fileprivate mutating func number(by uses: Numbering<Use>) {
      if first >= 0 {
        first = uses.places[Int(first)]
        firstIsCrossAccount = uses.values[Int(first)].isCrossAccount
      }
      if second >= 0 {
        second = uses.places[Int(second)]
        secondIsCrossAccount = uses.values[Int(second)].isCrossAccount
      }
    }
  }

  let uses: [Use]
  let series: [Series]
  let seriesNumbers: [Int32]
  /// By pattern.
  let effects: [Effect]

  init(_ patterns: [UsePattern]) {
    var (allUses, allSeries): ([Use], [Series]) = ([], [])
    var effects: [Effect] = []
    effects.reserveCapacity(patterns.count)
    for pattern in patterns {
      var effect = Effect()
      let (uses, series) = (pattern.uses, pattern.series)
      // Places in the lists for now; numbers once these are sorted.
      if !uses.isEmpty { effect.first = Int32(allUses.count) }
      if uses.count > 1 { effect.second = Int32(allUses.count + 1) }
      effect.series = Int32(allSeries.count)..<Int32(allSeries.count + series.count)
      allUses += uses
      allSeries += series
      effects.append(effect)
    }
    let (listedUses, listedSeries) = (allUses, allSeries)
    let (uses, series) = both(
      { Numbering(listedUses, by: \.orderKey) },
      { Numbering(listedSeries, by: \.orderKey) }
    )
    for pattern in effects.indices { effects[pattern].number(by: uses) }
    self.effects = effects
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

  var orderKey: InlineArray<8, Symbol> {
    [
      key, keyAccount, region, consumerAccount, Symbol(attribution.rawValue), principal, service,
      operation,
    ]
  }
}

extension UsePattern {
  /// Empty for what is no use: shadows, dry runs, service events.
  var uses: [Use] {
    guard kind == .request else { return [] }
    return ([first] + [second].compactMap { $0 }).map { key in
      Use(
        key: key.key,
        keyAccount: key.keyAccount,
        region: region,
        consumerAccount: consumer,
        attribution: attribution,
        principal: principal,
        service: service,
        operation: key.operation
      )
    }
  }

  var series: [UseIndex.Series] {
    guard kind == .request else { return [] }
    let families = secondFamily == 0 ? [firstFamily] : [firstFamily, secondFamily]
    let other = second.flatMap { $0.key == first.key ? nil : $0.key }
    return families.flatMap { family in
      let main = UseIndex.Series(
        chargedAccount: chargedAccount,
        region: region,
        quotaFamily: family,
        key: first.key,
        kind: .request
      )
      var all = [main]
      if let other { all.append(main.with(other, .secondKey)) }
      if outcome == .throttled { all.append(main.with(first.key, .throttled)) }
      if outcome == .throttled, let other { all.append(main.with(other, .throttled)) }
      return all
    }
  }
}

extension UseIndex.Series {
  fileprivate func with(_ key: Symbol, _ kind: RateKind) -> Self {
    var copy = self
    (copy.key, copy.kind) = (key, kind)
    return copy
  }
}
