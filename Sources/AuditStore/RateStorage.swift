import GRDB
import KMSModel
import KMSUsage

extension FactReader {
  func rates() throws -> [RateFact] {
    try rates("day BETWEEN ? AND ?", bounds).sorted { $0.comesBefore($1) }
  }

  /// Of one day, in no particular order.
  func rates(of places: Set<RatedPlace>) throws -> [RateFact] {
    try each(of: places, all: { try rates().filter { places.contains(RatedPlace($0)) } }) { place in
      try rates("day = ? AND \(Self.isOfPlace)", firstDay(of: place))
    }
  }

  /// Whether there are rates of it on the first of the days.
  func hasSeconds(_ place: RatedPlace) throws -> Bool {
    let sql = "SELECT 1 FROM rate WHERE day = ? AND \(Self.isOfPlace) LIMIT 1"
    return try !database.rows(sql, firstDay(of: place)) { _ in () }.isEmpty
  }

  /// What is kept of days whose seconds are no longer.
  func hourlyRates() throws -> [HourlyRateFact] { try hourlyRates("day BETWEEN ? AND ?", bounds) }

  /// Of one day.
  func hourlyRates(of places: Set<RatedPlace>) throws -> [HourlyRateFact] {
    try each(of: places, all: { try hourlyRates().filter { places.contains(RatedPlace($0)) } }) {
      try hourlyRates("day = ? AND \(Self.isOfPlace)", firstDay(of: $0))
    }
  }

  private func firstDay(of place: RatedPlace) -> StatementArguments {
    StatementArguments([days.lowerBound] + numbers(of: place))
  }

  private func rates(
    _ condition: String,
    _ arguments: StatementArguments
  ) throws -> [RateFact] {
    try database.rows("SELECT * FROM rate WHERE \(condition)", arguments) { row in
      let day: Int32 = try row.number()
      return RateFact(
        chargedAccount: try symbols.place(&row),
        region: try symbols.place(&row),
        quotaFamily: try symbols.place(&row),
        key: try symbols.place(&row),
        kind: try row.value(),
        day: day,
        seconds: row.seconds()
      )
    }
  }

  private func hourlyRates(
    _ condition: String,
    _ arguments: StatementArguments
  ) throws -> [HourlyRateFact] {
    try database.rows("SELECT * FROM hourly_rate WHERE \(condition)", arguments) { row in
      let day: Int32 = try row.number()
      return HourlyRateFact(
        chargedAccount: try symbols.place(&row),
        region: try symbols.place(&row),
        quotaFamily: try symbols.place(&row),
        key: try symbols.place(&row),
        kind: try row.value(),
        day: day,
        hours: try row.hours()
      )
    }
  }
}

extension Database {
  /// Adds hours of days of which there is nothing yet; `symbols` are the numbers of their texts.
  func insert(_ hourly: [HourlyRateFact], _ symbols: [Int64]) throws {
    try insert(into: "hourly_rate", columns: 7, hourly) { row, fact in
      row.add(fact.day)
      row.add(symbols[Int(fact.chargedAccount)])
      row.add(symbols[Int(fact.region)])
      row.add(symbols[Int(fact.quotaFamily)])
      row.add(symbols[Int(fact.key)])
      row.add(fact.kind)
      row.add(fact.hours.packed)
    }
  }
}

extension RowReader {
  fileprivate mutating func hours() throws -> HourCounts {
    guard let hours = HourCounts(packed: bytes()) else { throw damage }
    return hours
  }
}
