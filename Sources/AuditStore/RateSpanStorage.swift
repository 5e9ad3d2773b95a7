import GRDB
import KMSModel
import KMSUsage

/// A row of `rate_span`.
struct RateSpan {
  /// Of `DaySpans`.
  let level: Int
  /// Since 1970-01-01.
  let firstDay: Int64
  let sum: RateSum

  var part: DaySpans.Part {
    DaySpans.Part(level: level, days: firstDay...(firstDay + DaySpans.lengths[level] - 1))
  }
}

extension FactReader {
  /// Those that begin on some days, of all charged accounts, Regions and quota families that are chosen.
  func spans(
    _ part: DaySpans.Part,
    isChosen: (RatedPlace) -> Bool = { _ in true }
  ) throws -> [RateSpan] {
    let days = [DaySpans.lengths[part.level], part.days.lowerBound, part.days.upperBound]
    return try spans("first_day BETWEEN ? AND ?", StatementArguments(days), isChosen)
  }

  /// Those that begin on some days, few, of some places.
  func spans(_ part: DaySpans.Part, of places: Set<RatedPlace>) throws -> [RateSpan] {
    let length = DaySpans.lengths[part.level]
    let days = Array(
      stride(from: part.days.lowerBound, through: part.days.upperBound, by: Int(length))
    )
    let marks = Array(repeating: "?", count: days.count).joined(separator: ", ")
    return try each(of: places, all: { try spans(part, isChosen: places.contains) }) { place in
      // A list of days, and not a range, lets SQLite go on by the rest of the key.
      try spans(
        "first_day IN (\(marks)) AND \(Self.isOfPlace)",
        StatementArguments([length] + days + numbers(of: place))
      ) { _ in true }
    }
  }

  /// Few places are looked up one by one; for many all rows of the days are read.
  func each<Row>(
    of places: Set<RatedPlace>,
    all: () throws -> [Row],
    one: (RatedPlace) throws -> [Row]
  ) throws -> [Row] {
    try places.count > 32 ? all() : places.flatMap(one)
  }

  static let isOfPlace = "charged_account = ? AND region = ? AND quota_family = ?"

  /// Of the symbols of a place.
  func numbers(of place: RatedPlace) -> [Int64] {
    [place.account, place.region, place.family].map { symbols.numbers[Int($0)] }
  }

  private func spans(
    _ condition: String,
    _ arguments: StatementArguments,
    _ isChosen: (RatedPlace) -> Bool
  ) throws -> [RateSpan] {
    let sql = "SELECT * FROM rate_span WHERE days = ? AND \(condition)"
    var spans: [RateSpan] = []
    try database.forEachRow(sql, arguments) { row in
      let (length, firstDay): (Int64, Int64) = (try row.number(), try row.number())
      let place = RatedPlace(
        account: try symbols.place(&row),
        region: try symbols.place(&row),
        family: try symbols.place(&row)
      )
      guard isChosen(place) else { return }
      guard let level = DaySpans.lengths.firstIndex(of: length) else { throw row.damage }
      let sum = try row.rateSum(place, from: firstDay * 86400, symbols)
      spans.append(RateSpan(level: level, firstDay: firstDay, sum: sum))
    }
    return spans
  }
}

extension Database {
  /// Adds sums of days of which there are none yet.
  func insert(_ spans: [RateSpan], _ symbols: SortedNumbers) throws {
    try insert(into: "rate_span", columns: 10, spans) { row, span in
      let place = span.sum.place
      row.add(DaySpans.lengths[span.level])
      row.add(span.firstDay)
      for symbol in [place.account, place.region, place.family] {
        row.add(symbols.numbers[Int(symbol)])
      }
      row.add(span.sum.requests)
      row.add(span.sum.peak.rate)
      row.add(span.sum.peak.time)
      row.add(span.sum.most)
      row.add(span.packedKeys(symbols))
    }
  }
}

extension RateSpan {
  /// Six numbers a key: its symbol, requests, peak and the second of it since the first day, requests in
  /// the second of the account's peak, throttled calls.
  fileprivate func packedKeys(_ symbols: SortedNumbers) -> [UInt8] {
    var bytes: [UInt8] = []
    for key in sum.keys {
      let second = key.peak.rate > 0 ? key.peak.time.rawValue - firstDay * 86400 : 0
      let counts = [key.requests, key.peak.rate, Int(second), key.atAccountPeak, key.throttled]
      for number in [Int(symbols.numbers[Int(key.key)])] + counts {
        Varint.write(UInt64(number), to: &bytes)
      }
    }
    return bytes
  }
}

extension RowReader {
  /// The sum of a place; `start` is that of its first day, in seconds since 1970.
  fileprivate mutating func rateSum(
    _ place: RatedPlace,
    from start: Int64,
    _ symbols: SortedNumbers
  ) throws -> RateSum {
    var sum = RateSum(place)
    sum.requests = try count()
    let peak = try count()
    sum.peak = Peak(rate: peak, at: Timestamp(Int64(try count())))
    sum.most = try count()
    let packed = bytes()
    var index = 0
    func number() throws -> Int {
      guard let number = Varint.read(packed, &index), number <= Self.mostCounted else {
        throw damage
      }
      return Int(number)
    }
    while index < packed.count {
      guard let symbol = symbols.place(ofNumber: try number()) else { throw damage }
      var key = RateSum.Key(key: symbol)
      key.requests = try number()
      let rate = try number()
      key.peak = Peak(rate: rate, at: Timestamp(start + Int64(try number())))
      key.atAccountPeak = try number()
      key.throttled = try number()
      sum.keys.append(key)
    }
    return sum
  }
}
