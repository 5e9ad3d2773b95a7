/// What has a quota.
package struct RatedPlace: Hashable, Comparable, Sendable {
  package let account: Symbol
  package let region: Symbol
  package let family: Symbol

  package init(account: Symbol, region: Symbol, family: Symbol) {
    (self.account, self.region, self.family) = (account, region, family)
  }

  package init(_ rate: RateFact) {
    (account, region, family) = (rate.chargedAccount, rate.region, rate.quotaFamily)
  }

  package init(_ rate: HourlyRateFact) {
    (account, region, family) = (rate.chargedAccount, rate.region, rate.quotaFamily)
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.account, left.region, left.family) < (right.account, right.region, right.family)
  }

  package func names(_ symbols: [String]) -> RatedNames {
    RatedNames(
      account: symbols[Int(account)],
      region: symbols[Int(region)],
      family: symbols[Int(family)]
    )
  }
}

/// What has a quota, by its texts.
package struct RatedNames: Hashable, Sendable {
  /// "" for a service's own calls without an account.
  package var account: String
  package var region: String
  package var family: String

  package init(account: String, region: String, family: String) {
    (self.account, self.region, self.family) = (account, region, family)
  }
}

extension HotKey {
  package var names: RatedNames {
    RatedNames(account: chargedAccount, region: region, family: quotaFamily)
  }
}

extension AccountRate {
  package var names: RatedNames {
    RatedNames(account: chargedAccount, region: region, family: quotaFamily)
  }
}

/// All that is to be measured of a charged account, Region and quota family.
struct MeasuredPlace {
  let place: RatedPlace
  /// Places in the rates, by day and key.
  let order: ArraySlice<RateOrder>
  let rates: [RateFact]
  let hourly: [HourlyRateFact]
  let sums: [RateSum]
}

/// Rates, hours and sums, each to its charged account, Region and quota family.
struct MeasuredPlaces {
  private let rates: [RateFact]
  private let hourly: [RatedPlace: [HourlyRateFact]]
  private let sums: [RatedPlace: [RateSum]]

  init(_ rates: [RateFact], _ hourly: [HourlyRateFact], _ sums: [RateSum]) {
    self.rates = rates
    self.hourly = Dictionary(grouping: hourly, by: RatedPlace.init(_:))
    self.sums = Dictionary(grouping: sums, by: \.place)
  }

  /// In no particular order.
  func forEach(_ body: (MeasuredPlace) -> Void) {
    var others = Set(hourly.keys).union(sums.keys)
    var rest = RateOrder.sorted(rates)[...]
    while let place = rest.first?.place {
      let group = rest.prefix { $0.place == place }
      body(all(of: place, group))
      others.remove(place)
      rest = rest[group.endIndex...]
    }
    for place in others { body(all(of: place, [])) }
  }

  private func all(of place: RatedPlace, _ order: ArraySlice<RateOrder>) -> MeasuredPlace {
    MeasuredPlace(
      place: place,
      order: order,
      rates: rates,
      hourly: hourly[place] ?? [],
      sums: sums[place] ?? []
    )
  }
}

/// Where a rate belongs, small enough to sort quickly, and its place in the facts.
struct RateOrder {
  let place: RatedPlace
  let day: Int32
  let key: Symbol
  let index: Int

  static func sorted(_ rates: [RateFact]) -> [RateOrder] {
    rates.indices.map { RateOrder(rates[$0], index: $0) }.sorted {
      ($0.place.account, $0.place.region, $0.place.family, $0.day, $0.key, $0.index)
        < ($1.place.account, $1.place.region, $1.place.family, $1.day, $1.key, $1.index)
    }
  }

  private init(_ rate: RateFact, index: Int) {
    place = RatedPlace(rate)
    day = rate.day
    key = rate.key
    self.index = index
  }
}
