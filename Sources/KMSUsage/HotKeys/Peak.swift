package import KMSModel

/// The highest rate, and the earliest second that had it.
package struct Peak: Hashable, Sendable {
  package private(set) var rate = 0
  private(set) var second = 0
  private var day: Int32 = 0

  package var time: Timestamp { Timestamp(Int64(day) * 86400 + Int64(second)) }

  init() {}

  /// None where the rate is 0.
  package init(rate: Int, at time: Timestamp) {
    raise(to: rate, second: Int(time.secondOfDay), day: time.day)
  }

  /// - Returns: whether this is the highest so far, or the earliest of equal ones.
  @discardableResult
  mutating func raise(to rate: Int, second: Int, day: Int32) -> Bool {
    guard rate > 0,
      rate > self.rate || rate == self.rate && (day, second) < (self.day, self.second)
    else { return false }
    self.rate = rate
    self.second = second
    self.day = day
    return true
  }

  /// As the other `raise`.
  @discardableResult
  mutating func raise(to other: Peak) -> Bool {
    raise(to: other.rate, second: other.second, day: other.day)
  }
}
