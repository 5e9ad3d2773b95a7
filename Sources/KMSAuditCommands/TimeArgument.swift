import ArgumentParser
import KMSModel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A moment as typed: `2026-11-22` (its first second in UTC) or `2026-11-22T03:04:05Z`.
struct TimeArgument: Hashable, Sendable {
  package let timestamp: Timestamp

  init?(_ text: String) {
    guard let timestamp = Timestamp(text) ?? Timestamp(text + "T00:00:00Z") else { return nil }
    self.timestamp = timestamp
  }
}

extension TimeArgument: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }

  /// - Throws: `ValidationError` for a time that is given and no begin of a UTC day.
  static func requireDays(_ times: [TimeArgument?]) throws {
    for time in times.compactMap(\.self) where time.timestamp.secondOfDay != 0 {
      throw ValidationError("\(time.timestamp) is no begin of a UTC day.")
    }
  }
}

extension Timestamp {
  /// What the machine's clock says.
  static var now: Timestamp { Timestamp(Int64(time(nil))) }

  /// A record of the day after tomorrow has a wrong time.
  static var lastPlausibleDay: Int32 { now.day + 1 }
}
