/// A moment in UTC with CloudTrail's own resolution: whole seconds since 1970.
package struct Timestamp: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: Int64

  package init(rawValue: Int64) { self.rawValue = rawValue }
  package init(_ seconds: Int64) { rawValue = seconds }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// Days since 1970-01-01.
  package var day: Int32 { Int32(rawValue.flooredQuotient(86400)) }
  package var secondOfDay: Int32 { Int32(rawValue - Int64(day) * 86400) }
  package var hour: Int64 { rawValue.flooredQuotient(3600) }
}

extension Timestamp {
  /// Reads `2026-11-22T03:04:05Z`, the only form CloudTrail writes; `t` and `z` may be small
  /// (RFC 3339, 5.6), as in one of AWS's own examples.
  ///
  /// - Returns: nil for anything else, an impossible date included.
  package init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] | 0x20 == 0x74,
      bytes[13] == 0x3A, bytes[16] == 0x3A, bytes[19] | 0x20 == 0x7A
    else { return nil }
    func number(_ start: Int, _ count: Int) -> Int64? {
      var value: Int64 = 0
      for byte in bytes[start..<start + count] {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      return value
    }
    guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
      let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
      (1...12).contains(month), day >= 1, day <= Self.days(in: month, year), hour < 24,
      minute < 60, second <= 60
    else { return nil }
    rawValue =
      Self.daysSinceEpoch(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
  }

  package init?(_ text: String) {
    var text = text
    guard let parsed = text.withUTF8({ Timestamp($0) }) else { return nil }
    self = parsed
  }

  private static func days(in month: Int64, _ year: Int64) -> Int64 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Int(month) - 1]
  }

  /// Howard Hinnant's `days_from_civil`: proleptic Gregorian, exact for every year.
  private static func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted.flooredQuotient(400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146097 + dayOfEra - 719468
  }
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC: `2026-11-22T03:04:05Z`.
  package var description: String {
    let second = Int64(secondOfDay)
    return dayText + "T" + padded(second / 3600, 2) + ":" + padded(second / 60 % 60, 2) + ":"
      + padded(second % 60, 2) + "Z"
  }

  /// The day alone: `2026-11-22`.
  package var dayText: String {
    let shifted = Int64(day) + 719468
    let era = shifted.flooredQuotient(146097)
    let dayOfEra = shifted - era * 146097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return padded(year, 4) + "-" + padded(month, 2) + "-"
      + padded(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2)
  }

  private func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Int64 {
  fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
