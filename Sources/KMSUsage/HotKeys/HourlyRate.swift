import KMSModel

/// What is kept of one hour of a series when its seconds are no longer.
package struct HourOfRate: Hashable, Sendable {
  /// Of the UTC day, 0…23.
  package let hour: Int
  package var requests = 0
  /// Most requests in one of its seconds.
  package var peak = 0
  /// The earliest such second, counted from the begin of the day.
  package var second: Int32
  /// Requests in the second of the account's peak in this hour.
  package var atAccountPeak = 0
  package var throttled = 0
  /// Those of `requests` that came when the seconds were no longer kept: only what falls into a
  /// second that is told is told of them, so that the peak is a lower bound.
  package var late = 0

  package init(hour: Int) {
    self.hour = hour
    second = Int32(hour) * 3600
  }

  /// The earliest of equal peaks stays.
  mutating func raise(to count: Int, at second: Int32) {
    guard count > peak || count == peak && second < self.second else { return }
    (peak, self.second) = (count, second)
  }
}

/// The hours of one UTC day of one charged account, Region and quota family: of one key, or of all
/// keys together.
package struct HourlyRateFact: Sendable {
  package enum Kind: UInt8, Hashable, Sendable { case key, account }

  package var chargedAccount: Symbol
  package var region: Symbol
  package var quotaFamily: Symbol
  /// Key ARN or "", as all of an account have.
  package var key: Symbol
  package var kind: Kind
  /// Days since 1970-01-01.
  package var day: Int32
  /// Those with requests.
  package var hours: HourCounts

  package init(
    chargedAccount: Symbol,
    region: Symbol,
    quotaFamily: Symbol,
    key: Symbol,
    kind: Kind,
    day: Int32,
    hours: HourCounts
  ) {
    self.chargedAccount = chargedAccount
    self.region = region
    self.quotaFamily = quotaFamily
    self.key = key
    self.kind = kind
    self.day = day
    self.hours = hours
  }

  package func comesBefore(_ other: Self) -> Bool {
    (chargedAccount, region, quotaFamily, kind.rawValue, key, day)
      < (
        other.chargedAccount, other.region, other.quotaFamily, other.kind.rawValue, other.key,
        other.day
      )
  }
}

/// The hours of a day, packed: a store of a year has millions of them.
package struct HourCounts: Hashable, Sendable {
  /// Seven numbers an hour, mostly of one byte each.
  package let packed: [UInt8]

  package init(_ hours: [HourOfRate]) {
    var bytes: [UInt8] = []
    for hour in hours {
      let numbers = [
        hour.hour, hour.requests, hour.peak, Int(hour.second) - hour.hour * 3600,
        hour.atAccountPeak, hour.throttled, hour.late,
      ]
      for number in numbers { Varint.write(UInt64(number), to: &bytes) }
    }
    packed = bytes
  }

  /// - Returns: nil for bytes that `packed` does not give.
  package init?(packed: [UInt8]) {
    self.packed = packed
    var last = -1
    var isSound = true
    let isWhole = read { hour in
      isSound = isSound && hour.hour > last
      last = hour.hour
    }
    guard isWhole, isSound else { return nil }
  }

  /// Calls `body` with each hour, ascending.
  package func forEach(_ body: (HourOfRate) -> Void) { _ = read(body) }

  package var all: [HourOfRate] {
    var hours: [HourOfRate] = []
    forEach { hours.append($0) }
    return hours
  }

  /// - Returns: false for bytes that are no hours.
  private func read(_ body: (HourOfRate) -> Void) -> Bool {
    var index = 0
    func number(below limit: UInt64 = 1 << 48) -> Int? {
      guard let number = Varint.read(packed, &index), number < limit else { return nil }
      return Int(number)
    }
    while index < packed.count {
      guard let place = number(below: 24), let requests = number(), let peak = number(),
        let second = number(below: 3600), let atAccountPeak = number(),
        let throttled = number(), let late = number()
      else { return false }
      var hour = HourOfRate(hour: place)
      (hour.requests, hour.peak, hour.late) = (requests, peak, late)
      (hour.atAccountPeak, hour.throttled) = (atAccountPeak, throttled)
      hour.second += Int32(second)
      body(hour)
    }
    return true
  }
}
