import AuditReports
import AuditStore
import KMSModel
import KMSUsage

/// Who is new on keys, which keys fell silent, and of whose logs that cannot be told.
struct UseChanges {
  private(set) var rows: [ChangeRow] = []
  private let query: UseSpanQuery
  private let coverage: PeriodCoverage
  private let createdKeys: Set<String>
  /// How much is left out because of a place.
  private var untoldNew: [LogPlace: Int] = [:]
  private var untoldSilent: [LogPlace: Int] = [:]

  /// - Parameters:
  ///   - query: the period.
  ///   - coverage: of the logs around it.
  ///   - createdKeys: keys made in the period, on which all use is new.
  init(_ query: UseSpanQuery, _ coverage: PeriodCoverage, createdKeys: Set<String>) {
    (self.query, self.coverage, self.createdKeys) = (query, coverage, createdKeys)
  }

  /// Cryptographic, and what an API newer than this program may have.
  static func isUse(_ operation: String) -> Bool {
    Operation.named(operation)?.isCryptographic ?? true
  }

  mutating func take(_ spans: KeySpans, isWanted: (ChangeRow) -> Bool) {
    guard let key = KeyARN(spans.key) else { return }
    if spans.isUsed {
      takeNew(.newConsumer, spans.spans, of: key, \.consumerAccount, isWanted)
      takeNew(.newPrincipal, spans.spans, of: key, \.principal, isWanted)
      takeNew(.newService, spans.spans, of: key, \.service, isWanted)
    } else {
      takeSilence(spans.spans, of: key, isWanted)
    }
  }

  private mutating func takeNew(
    _ change: Change,
    _ spans: [UseSpan],
    of key: KeyARN,
    _ name: (UseSpan) -> String,
    _ isWanted: (ChangeRow) -> Bool
  ) {
    for (who, own) in Dictionary(grouping: spans, by: name) where !who.isEmpty {
      let totals = own.compactMap(\.inDays)
      // Some of it is older than the period.
      guard totals.count == own.count, var row = ChangeRow(change, own, totals, of: key) else {
        continue
      }
      row.who = who
      guard isWanted(row) else { continue }
      if let place = untoldPlace(change, own, key) {
        untoldNew[place, default: 0] += 1
      } else {
        rows.append(row)
      }
    }
  }

  /// Whose logs would have to reach back further; nil where those that there are tell.
  ///
  /// The key's own account logs all its use, but may know the principal of another account by another
  /// name than that account's logs, which are preferred where they are there.
  private func untoldPlace(_ change: Change, _ spans: [UseSpan], _ key: KeyARN) -> LogPlace? {
    if createdKeys.contains(key.text) { return nil }
    let owner = LogPlace(key)
    let isKnownByOwner = coverage.whyNewIsUnknown(owner) == nil
    for span in spans {
      let caller = LogPlace(account: span.consumerAccount, region: key.region)
      let logsItsCalls = span.inDays?.isByItself == true
      let isKnownByCaller = logsItsCalls && coverage.whyNewIsUnknown(caller) == nil
      if isKnownByCaller { continue }
      if change == .newPrincipal, logsItsCalls, caller != owner, coverage.isSeen(caller) {
        return caller
      }
      if !isKnownByOwner { return owner }
    }
    return nil
  }

  private mutating func takeSilence(
    _ spans: [UseSpan],
    of key: KeyARN,
    _ isWanted: (ChangeRow) -> Bool
  ) {
    let used = spans.filter { $0.before != nil }
    let totals = used.compactMap(\.before)
    guard var row = ChangeRow(.silent, used, totals, of: key) else { return }
    let days = totals.reduce(into: Set<Int32>()) { $0.formUnion($1.days) }
    row.detail = "used on \(days.count) of the \(query.before.count) days before, " + row.detail
    row.time = totals.map(\.lastSeen).max()
    guard isWanted(row) else { return }
    let owner = LogPlace(key)
    if coverage.whySilenceIsUnknown(owner) == nil {
      rows.append(row)
    } else {
      untoldSilent[owner, default: 0] += 1
    }
  }

  /// One for each account and Region of which something cannot be told, in no particular order.
  ///
  /// - Parameter keys: those that are asked about; nil for all, then of all places whose logs are
  ///   expected to go on.
  /// - Returns: what cannot be told, and why.
  func untold(ofOwners keys: Set<String>?) -> [ChangeRow] {
    let owners = keys.map { $0.compactMap { KeyARN($0).map(LogPlace.init) } }
    let new = untoldNew.compactMap { place, count in
      coverage.whyNewIsUnknown(place).map {
        ChangeRow(.cannotTellNew, place, "\($0); \(count) left out that may be new")
      }
    }
    let expected = owners ?? coverage.regularPlaces
    let silent = Set(untoldSilent.keys).union(expected).compactMap { place in
      coverage.whySilenceIsUnknown(place).map { reason in
        let count = untoldSilent[place, default: 0]
        let left = count == 0 ? "" : "; \(count) keys left out that may have fallen silent"
        return ChangeRow(.cannotTellSilent, place, reason + left)
      }
    }
    return new + silent
  }
}

extension UseTotal {
  /// A service's own calls are in the logs of the key's account alone.
  fileprivate var isByItself: Bool { attributions.isSubset(of: [.identity, .issuer]) }
}

extension ChangeRow {
  fileprivate init?(_ change: Change, _ spans: [UseSpan], _ totals: [UseTotal], of key: KeyARN) {
    guard var all = totals.first else { return nil }
    for total in totals.dropFirst() { all.add(total) }
    self.init(
      change,
      time: all.firstSeen,
      keyARN: key.text,
      account: key.account,
      region: key.region
    )
    callerAccounts = Set(spans.map(\.consumerAccount)).subtracting([""]).sorted()
    detail = Set(spans.map(\.operation)).sorted().joined(separator: " ")
    (requests, eventID) = (all.requests, all.exampleEventID)
  }

  init(_ change: Change, _ place: LogPlace, _ detail: String) {
    self.init(change, account: place.account, region: place.region)
    self.detail = detail
  }
}
