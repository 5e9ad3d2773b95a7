import KMSModel

/// What the requests of some parts of the ledger add up to.
///
/// A monoid: `add` joins two.
struct FoldedRequests: Sendable {
  struct Count: Sendable {
    var outcomes: (ok: Int, denied: Int, throttled: Int, failed: Int) = (0, 0, 0, 0)
    var first = Int64.max
    var last = Int64.min
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
    first = min(first, other.first)
    last = max(last, other.last)
  }

  @inline(__always)
  mutating func add(_ outcome: Outcome, at time: Int64) {
    switch outcome {
    case .ok: outcomes.ok += 1
    case .denied: outcomes.denied += 1
    case .throttled: outcomes.throttled += 1
    case .failed: outcomes.failed += 1
    }
    first = min(first, time)
    last = max(last, time)
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
