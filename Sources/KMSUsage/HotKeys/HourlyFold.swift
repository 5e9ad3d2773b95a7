extension HourlyRateFact {
  /// Folds the seconds of one day into its hours.
  ///
  /// Hours that are kept already stay what they were when their seconds were looked at: what came
  /// later counts, and adds to the seconds that are told, but can make no other second a peak.
  ///
  /// - Parameters:
  ///   - rates: of one day, sorted.
  ///   - known: what is kept of the hours of that day.
  /// - Returns: all that there is of the day from now on, sorted.
  package static func folding(_ rates: [RateFact], into known: [HourlyRateFact]) -> [Self] {
    var places: [Place: Int] = [:]
    for (index, fact) in known.enumerated() { places[Place(fact)] = index }
    var facts = known
    var fold = HourlyFold()
    var rest = rates[...]
    while let first = rest.first {
      let group = rest.prefix { $0.isSameSeries(as: first) }
      rest = rest[group.endIndex...]
      func take(_ own: some Sequence<RateFact>, _ empty: Self, _ account: [HourOfRate]?) -> Self {
        let place = places[Place(empty)]
        var fact = place.map { facts[$0] } ?? empty
        fact.hours = HourCounts(
          fold.fold(Array(own), into: fact.hours.all, account: account)
        )
        if let place { facts[place] = fact } else { facts.append(fact) }
        return fact
      }
      let account = take(group.filter { $0.kind != .secondKey }, Self(first, .account), nil)
      for own in Dictionary(grouping: group, by: \.key).values {
        _ = take(own, Self(own[0], .key), account.hours.all)
      }
    }
    return facts.filter { !$0.hours.packed.isEmpty }.sorted { $0.comesBefore($1) }
  }

  private struct Place: Hashable {
    let chargedAccount, region, quotaFamily, key: Symbol
    let kind: Kind

    init(_ fact: HourlyRateFact) {
      (chargedAccount, region) = (fact.chargedAccount, fact.region)
      (quotaFamily, key, kind) = (fact.quotaFamily, fact.key, fact.kind)
    }
  }

  private init(_ rate: RateFact, _ kind: Kind) {
    self.init(
      chargedAccount: rate.chargedAccount,
      region: rate.region,
      quotaFamily: rate.quotaFamily,
      key: kind == .key ? rate.key : 0,
      kind: kind,
      day: rate.day,
      hours: HourCounts([])
    )
  }
}

extension RateFact {
  fileprivate func isSameSeries(as other: RateFact) -> Bool {
    chargedAccount == other.chargedAccount && region == other.region
      && quotaFamily == other.quotaFamily
  }
}

/// Adds up the seconds of series, with a place for each second of a day.
private struct HourlyFold {
  /// All zero between series.
  private var rate = [Int](repeating: 0, count: 86400)

  /// - Parameters:
  ///   - own: what is added up.
  ///   - known: the hours that are kept of it.
  ///   - account: those of its account; nil of the account itself.
  /// - Returns: its hours.
  mutating func fold(
    _ own: [RateFact],
    into known: [HourOfRate],
    account: [HourOfRate]?
  ) -> [HourOfRate] {
    var hours = [HourOfRate?](repeating: nil, count: 24)
    var accountHours = hours
    for hour in account ?? [] { accountHours[hour.hour] = hour }
    let requests = own.filter { $0.kind != .throttled }
    Self.forEachSecond(of: requests) { rate[$0] += $1 }
    for var hour in known {
      hour.peak += rate[Int(hour.second)]
      if let peak = accountHours[hour.hour] { hour.atAccountPeak += rate[Int(peak.second)] }
      hours[hour.hour] = hour
    }
    let isKnown = hours.map { $0.map { $0.requests > 0 } ?? false }
    Self.forEachSecond(of: requests) { second, _ in
      // A second that several series have is seen once.
      let (count, place) = (rate[second], second / 3600)
      guard count > 0 else { return }
      rate[second] = 0
      var hour = hours[place] ?? HourOfRate(hour: place)
      hour.requests += count
      if isKnown[place] {
        hour.late += count
      } else {
        hour.raise(to: count, at: Int32(second))
        if accountHours[place]?.second == Int32(second) { hour.atAccountPeak = count }
      }
      hours[place] = hour
    }
    Self.forEachSecond(of: own.filter { $0.kind == .throttled }) { second, count in
      var hour = hours[second / 3600] ?? HourOfRate(hour: second / 3600)
      hour.throttled += count
      hours[second / 3600] = hour
    }
    return hours.compactMap(\.self)
  }

  /// A damaged store may tell of seconds that no day has, and of counts that no second has.
  private static func forEachSecond(
    of rates: [RateFact],
    _ body: (_ second: Int, _ count: Int) -> Void
  ) {
    for rate in rates {
      rate.seconds.forEach { second, count in
        if (0..<86400).contains(second), (1..<1 << 32).contains(count) { body(Int(second), count) }
      }
    }
  }
}
