import KMSModel

/// Reads the times of records, most of which lie in the same minute as the one before.
struct EventClock {
  /// `2026-11-22T03:04` of the time before.
  private var minute: (UInt64, UInt64) = (0, 0)
  private var startOfMinute: Int64 = 0

  /// Nil for anything but CloudTrail's own form; see `Timestamp`.
  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Timestamp? {
    guard bytes.count == 20, let start = bytes.baseAddress else { return nil }
    let raw = UnsafeRawPointer(start)
    let minute = (raw.loadUnaligned(as: UInt64.self), (raw + 8).loadUnaligned(as: UInt64.self))
    if minute == self.minute, let second = second(start) {
      return Timestamp(startOfMinute + second)
    }
    guard let time = Timestamp(bytes) else { return nil }
    if let second = second(start) {
      (self.minute, startOfMinute) = (minute, time.rawValue - second)
    }
    return time
  }

  /// The `:05Z` at the end.
  private func second(_ time: UnsafePointer<UInt8>) -> Int64? {
    let (tens, ones) = (time[17] &- 0x30, time[18] &- 0x30)
    guard time[16] == 0x3A, tens < 6, ones < 10, time[19] | 0x20 == 0x7A else { return nil }
    return Int64(tens) * 10 + Int64(ones)
  }
}
