import ArgumentParser
import KMSModel

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
}
