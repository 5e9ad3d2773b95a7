import GRDB
package import KMSUsage

/// The fewest requests in a second by which more must be known of a charged account, Region and quota
/// family than sums of days tell.
package typealias RateLimit = (RatedNames) -> Int

/// Reads what a query asks for, of its days whole.
struct RateReader {
  private let facts: FactReader
  private let query: RateQuery
  private var spans: [RateSpan] = []
  private(set) var stored: StoredRates

  init(_ database: Database, _ query: RateQuery) throws {
    facts = try FactReader(database, days: .days(since: query.since, until: query.until))
    self.query = query
    stored = StoredRates(symbols: facts.symbols.texts, kept: try database.keptDays())
  }

  /// Every second or hour.
  mutating func readFacts() throws {
    try read(facts)
    keepKeys()
  }

  /// Sums where they tell enough, seconds or hours where not.
  ///
  /// Of a span in which an account, Region and quota family reached the limit the spans within it are
  /// looked at, in the end single days.
  mutating func readSums(_ limit: RateLimit) throws {
    if let since = query.since, let until = query.until, since >= until { return }
    let days = BoundDays(since: query.since, until: query.until)
    for day in days.cut { try read(facts.reading(day...day)) }
    if let whole = days.whole { try readSpans(of: whole) }
    keepKeys()
    var limits: [RatedPlace: Int] = [:]
    while !spans.isEmpty {
      let known = Dictionary(grouping: spans, by: \.part)
      spans = []
      for (part, spans) in known {
        var reached: Set<RatedPlace> = []
        for span in spans {
          let place = span.sum.place
          let least = limits[place] ?? limit(place.names(stored.symbols))
          limits[place] = least
          if span.sum.most < least { stored.sums.append(span.sum) } else { reached.insert(place) }
        }
        if !reached.isEmpty { try look(into: part, of: reached) }
      }
    }
  }

  private mutating func look(into part: DaySpans.Part, of places: Set<RatedPlace>) throws {
    if part.level > 0 {
      spans += try facts.spans(part.below, of: places)
    } else {
      let day = facts.reading(part.days)
      stored.rates += try day.rates(of: places)
      stored.hourly += try day.hourlyRates(of: places)
    }
  }

  private mutating func readSpans(of days: ClosedRange<Int64>) throws {
    let table = RateSpans(facts)
    for part in try table.parts(of: days) {
      spans += try facts.spans(part, isChosen: isChosen)
      guard part.level == 0 else { continue }
      for gap in try table.gaps(in: part.days) { try read(facts.reading(gap)) }
    }
  }

  private mutating func read(_ facts: FactReader) throws {
    stored.rates += try facts.rates().filter { isChosen(RatedPlace($0)) }
    stored.hourly += try facts.hourlyRates().filter { isChosen(RatedPlace($0)) }
  }

  private func isChosen(_ place: RatedPlace) -> Bool {
    query.chooses(place.names(facts.symbols.texts))
  }

  /// Leaves the accounts, Regions and quota families that used the keys, with all of their keys.
  private mutating func keepKeys() {
    guard !query.keys.isEmpty else { return }
    let texts = stored.symbols
    let keys = Set(texts.indices.filter { query.keys.contains(texts[$0]) })
    var places: Set<RatedPlace> = []
    for rate in stored.rates where keys.contains(Int(rate.key)) { places.insert(RatedPlace(rate)) }
    for rate in stored.hourly where rate.kind == .key && keys.contains(Int(rate.key)) {
      places.insert(RatedPlace(rate))
    }
    for sum in spans.map(\.sum) where sum.keys.contains(where: { keys.contains(Int($0.key)) }) {
      places.insert(sum.place)
    }
    stored.rates.removeAll { !places.contains(RatedPlace($0)) }
    stored.hourly.removeAll { !places.contains(RatedPlace($0)) }
    spans.removeAll { !places.contains($0.sum.place) }
  }
}
