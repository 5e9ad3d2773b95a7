package import KMSModel

/// From which days on a store has all that it was given.
package struct KeptDays: Hashable, Sendable {
  /// Of earlier days rates are kept by the hour alone; nil where every second is kept.
  package var rates: Int32?
  /// Use of earlier days was removed; nil where none was.
  package var use: Int32?

  package init(rates: Int32? = nil, use: Int32? = nil) { (self.rates, self.use) = (rates, use) }

  /// What of it concerns moments from one on; nil for all.
  package func concerning(since: Timestamp?) -> KeptDays {
    guard let day = since?.day else { return self }
    return KeptDays(
      rates: rates.flatMap { day < $0 ? $0 : nil },
      use: use.flatMap { day < $0 ? $0 : nil }
    )
  }

  package var ratesSince: Timestamp? { rates.map { Timestamp(Int64($0) * 86400) } }
  package var useSince: Timestamp? { use.map { Timestamp(Int64($0) * 86400) } }
}

/// For how many days before the last one a store keeps what it was given; nil: for ever.
package struct Retention: Hashable, Sendable {
  /// Requests of every second; hours afterwards.
  package var rates: Int32? = 35
  /// Use, files and coverage; grants, key policies and aliases are kept for ever.
  package var use: Int32? = 400

  package init() {}
}
