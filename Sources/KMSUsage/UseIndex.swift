/// What a request of each pattern adds to: uses, series of seconds, cross-account use.
struct UseIndex {
  /// A series of seconds, without its days.
  struct Series: Hashable {
    var chargedAccount: Symbol
    var region: Symbol
    var quotaFamily: Symbol
    var key: Symbol
    var kind: RateKind

    var orderKey: [Symbol] {
      [chargedAccount, region, quotaFamily, key, Symbol(kind.rawValue)]
    }
  }

  /// What one request of a pattern counts for.
  struct Effect {
    /// One, or two for a ReEncrypt.
    var uses: [Int] = []
    var series: [Int] = []
    /// Those of `uses` that cross accounts.
    var crossAccountUses: [Int] = []
  }

  let uses: [Use]
  let series: [Series]
  let effects: [Effect]

  init(_ merged: MergedPatterns) {
    let uses = Self.sorted(merged.patterns.flatMap(\.uses), by: \.orderKey)
    let series = Self.sorted(merged.patterns.flatMap(\.series), by: \.orderKey)
    let useAt = Dictionary(uniqueKeysWithValues: uses.enumerated().map { ($1, $0) })
    let seriesAt = Dictionary(uniqueKeysWithValues: series.enumerated().map { ($1, $0) })
    effects = merged.patterns.map { pattern in
      let own = pattern.uses.compactMap { useAt[$0] }
      return Effect(
        uses: own,
        series: pattern.series.compactMap { seriesAt[$0] },
        crossAccountUses: own.filter { uses[$0].isCrossAccount }
      )
    }
    (self.uses, self.series) = (uses, series)
  }

  private static func sorted<Value: Hashable>(
    _ values: [Value],
    by key: (Value) -> [Symbol]
  ) -> [Value] {
    Set(values).map { (key: key($0), value: $0) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
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

  var orderKey: [Symbol] {
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
