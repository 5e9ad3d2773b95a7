import AuditFindings
import AuditStore
import KMSModel

/// The account and Region that logs are of.
struct LogPlace: Hashable {
  let account: String
  let region: String

  init(account: String, region: String) { (self.account, self.region) = (account, region) }

  /// Of a key's own account: all its use is there.
  init(_ key: KeyARN) { self.init(account: key.account, region: key.region) }
}

/// What logs there are around a period: whether it can be told of a place that something is new, or is
/// no more.
struct PeriodCoverage {
  private static let daysNamed = 5

  fileprivate struct Logs {
    var before = 0
    var days: Set<Int32> = []
    var records = 0
    var kmsRecords = 0
    var unreadFiles = 0
  }

  private let query: UseSpanQuery
  private var places: [LogPlace: Logs] = [:]

  /// - Parameters:
  ///   - query: the period and the days before it.
  ///   - days: with records, of both.
  ///   - unread: where log files of the period were not read to their end.
  init(
    _ query: UseSpanQuery,
    _ days: [CoveredDay],
    unread: [(account: String, region: String)]
  ) {
    self.query = query
    for day in days {
      let place = LogPlace(account: day.account, region: day.region)
      if query.before.contains(day.day) {
        places[place, default: Logs()].before += 1
      } else {
        places[place, default: Logs()].take(day)
      }
    }
    for file in unread {
      places[LogPlace(account: file.account, region: file.region), default: Logs()].unreadFiles += 1
    }
  }

  /// Places with records on most of the days before, whose logs are expected to go on.
  var regularPlaces: [LogPlace] { places.keys.filter { whyNewIsUnknown($0) == nil } }

  /// It has records of its own, in the period or before.
  func isSeen(_ place: LogPlace) -> Bool {
    places[place].map { $0.before > 0 || !$0.days.isEmpty } ?? false
  }

  /// nil where use of before would have been seen: the place has records on most of the days before.
  func whyNewIsUnknown(_ place: LogPlace) -> String? {
    let (known, all) = (places[place]?.before ?? 0, query.before.count)
    if known * 2 > all { return nil }
    if known == 0 { return "no records of the \(all) days before" }
    return "records of only \(known) of the \(all) days before"
  }

  /// nil where use would have been seen: the place has records on each day of the period, whole files,
  /// and records of KMS if many of others.
  func whySilenceIsUnknown(_ place: LogPlace) -> String? {
    let logs = places[place] ?? Logs()
    let missing = query.days.count - logs.days.count
    if logs.days.isEmpty { return "no records of the period" }
    if missing > 0 {
      let named = query.days.lazy.filter { !logs.days.contains($0) }.prefix(Self.daysNamed)
        .map { Timestamp(Int64($0) * 86400).dayText }
      let more = missing - named.count
      return "no records of \(named.joined(separator: ", "))"
        + (more > 0 ? " and \(more) more days" : "")
    }
    if logs.unreadFiles > 0 {
      return "\(logs.unreadFiles) log files could not be read to their end"
    }
    return logs.kmsRecords == 0 && logs.records > CoverageRows.recordsThatSpeak
      ? CoverageRow.kmsExcluded : nil
  }
}

extension PeriodCoverage.Logs {
  fileprivate mutating func take(_ day: CoveredDay) {
    days.insert(day.day)
    records += day.records
    kmsRecords += day.kmsRecords
  }
}
