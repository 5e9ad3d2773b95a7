import KMSModel

/// What the requests of some parts of the ledger add up to.
///
/// A monoid: `add` joins two.
struct FoldedRequests: Sendable {
  /// Of one use on one day: no account makes so many requests in a day.
  struct Count: Sendable {
    fileprivate(set) var outcomes: (ok: UInt32, denied: UInt32, throttled: UInt32, failed: UInt32) =
      (0, 0, 0, 0)
    /// Seconds since 1970.
    private(set) var first = UInt32.max
    private(set) var last = UInt32.min

    var isSeen: Bool { first <= last }

    @inline(__always)
    fileprivate mutating func stretch(to first: UInt32, _ last: UInt32) {
      self.first = min(self.first, first)
      self.last = max(self.last, last)
    }
  }

  /// In the order of the index.
  var days: [DayCount]
  var uses: [Count]
  /// Patterns and variants with at least one request that counts.
  var isSeen: [Bool]
  /// `series << 32 | seconds since 1970`, one for each request that a series counts.
  var rates: [[UInt64]]
  /// `(access << 2 | outcome) << 32 | seconds since 1970` of cross-account use.
  var access: [[UInt64]]

  /// Parts into which moments are dealt, so that each is sorted alone.
  static let parts = 16

  init(_ index: UseIndex) {
    days = index.days.map { DayCount(day: Int32($0)) }
    uses = Array(repeating: Count(), count: index.uses.count)
    isSeen = Array(repeating: false, count: index.effects.count)
    rates = Array(repeating: [], count: Self.parts)
    access = Array(repeating: [], count: Self.parts)
  }

  /// A request of a variant is one of its pattern.
  mutating func seePatterns(of variants: [MergedDetails.Variant]) {
    let patterns = isSeen.count - variants.count
    for (number, variant) in variants.enumerated() where isSeen[patterns + number] {
      isSeen[Int(variant.pattern)] = true
    }
  }

  mutating func add(_ other: FoldedRequests) {
    for day in days.indices { days[day].add(other.days[day]) }
    for use in uses.indices { uses[use].add(other.uses[use]) }
    for pattern in isSeen.indices where other.isSeen[pattern] { isSeen[pattern] = true }
  }
}

extension FoldedRequests.Count {
  mutating func add(_ other: Self) {
    outcomes.ok += other.outcomes.ok
    outcomes.denied += other.outcomes.denied
    outcomes.throttled += other.outcomes.throttled
    outcomes.failed += other.outcomes.failed
    stretch(to: other.first, other.last)
  }

  @inline(__always)
  mutating func add(_ outcome: Outcome, at time: Int64) {
    switch outcome {
    case .ok: outcomes.ok += 1
    case .denied: outcomes.denied += 1
    case .throttled: outcomes.throttled += 1
    case .failed: outcomes.failed += 1
    }
    stretch(to: UInt32(time), UInt32(time))
  }
}

extension FoldedRequests {
  @inline(__always)
  mutating func add(
    _ use: Int32,
    _ outcome: Outcome,
    at time: Int64,
    access place: Int32
  ) {
    uses[Int(use)].add(outcome, at: time)
    guard place >= 0 else { return }
    access[Int(place) % Self.parts].append(
      UInt64(Int(place) << 2 | Int(outcome.rawValue)) << 32 | UInt64(time)
    )
  }
}
