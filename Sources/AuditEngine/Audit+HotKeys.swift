package import AuditReports
import AuditStore
import CloudTrail
package import KMSModel
package import KMSUsage

/// A store whose rates can be asked.
package struct RatedStore: Sendable {
  fileprivate let store: AuditStore
  /// With what the exports tell.
  fileprivate let configuration: AuditConfiguration

  fileprivate init(
    _ store: AuditStore,
    _ configuration: AuditConfiguration
  ) throws(AuditError) {
    let exports = try Audit.withStoreErrors { () throws(StoreError) in
      try store.exports(AuditConfiguration.exportKinds)
    }
    self.store = store
    self.configuration = configuration.completed(by: exports)
  }
}

extension Audit {
  /// Reads logs into a store in memory, to ask it.
  package static func rates(
    in request: ScanRequest,
    progress: ScanProgress
  ) throws(AuditError) -> RatedStore {
    var request = request
    request.store = .memory
    // An account's requests may stand in other accounts' logs alone: only rows are chosen by it.
    request.input.scope.accounts = []
    let store = try open(.memory)
    let scan = try Scan(request)
    let transaction = try begin(store, request, progress)
    try fill(store, transaction, scan, request, progress, isJudged: false)
    try withStoreErrors { () throws(StoreError) in try transaction.commit() }
    return try RatedStore(store, request.configuration)
  }

  /// The store of earlier scans, to ask it.
  package static func rates(
    store path: String,
    configuration: AuditConfiguration
  ) throws(AuditError) -> RatedStore {
    let store = try withStoreErrors { () throws(StoreError) in
      try AuditStore.openReadOnly(path: path)
    }
    return try RatedStore(store, configuration)
  }
}

extension RatedStore {
  /// Which keys carry the load.
  ///
  /// - Parameters:
  ///   - query: of which accounts and seconds.
  ///   - count: of so many of the first rows also how the rates went over the period.
  /// - Returns: every key with a request.
  /// - Throws: `store`.
  package func hotKeys(
    _ query: HotKeyQuery,
    courseOf count: Int = 0
  ) throws(AuditError) -> HotKeysAnswer {
    let keys = try KeyNames(store).keys(named: query.key)
    let stored = try sums(query, query.rates(keys))
    var answer = HotKeysAnswer(
      // A key's rates come with those of its account's other keys, of which its share is a part.
      rows: Audit.hotKeys(
        stored.rates,
        stored.hourly,
        sums: stored.sums,
        stored.symbols,
        query,
        configuration
      )
      .filter { keys?.contains($0.keyARN) ?? true },
      threshold: query.threshold ?? configuration.threshold,
      share: configuration.share,
      kept: stored.kept.concerning(since: query.scope.since)
    )
    let shown = answer.rows.prefix(count)
    let (places, shownKeys) = (Set(shown.map(\.names)), Set(shown.map(\.keyARN)))
    answer.course = try course(of: places, shownKeys, among: stored.places, query)
    return answer
  }

  /// As `hotKeys`, the keys of an account, Region and quota family together.
  package func hotAccounts(
    _ query: HotKeyQuery,
    courseOf count: Int = 0
  ) throws(AuditError) -> HotAccountsAnswer {
    let (stored, accounts) = try accounts(query)
    var answer = HotAccountsAnswer(
      rows: accounts,
      threshold: query.threshold ?? configuration.threshold,
      kept: stored.kept.concerning(since: query.scope.since)
    )
    let shown = Set(answer.rows.prefix(count).map(\.names))
    answer.course = try course(of: shown, [], among: stored.places, query)
    return answer
  }

  /// Who made the requests of accounts near their quota on the day of the peak.
  package func hotCallers(
    _ query: HotKeyQuery,
    by kind: HotCaller.Kind
  ) throws(AuditError) -> HotCallersAnswer {
    let (stored, accounts) = try accounts(query)
    var rows: [HotCaller] = []
    for account in accounts where account.isNearQuota { rows += try callers(of: account, kind) }
    return HotCallersAnswer(
      rows: rows,
      kind: kind,
      threshold: query.threshold ?? configuration.threshold,
      kept: stored.kept.concerning(since: query.scope.since)
    )
  }

  /// Second by second, what was around a moment.
  ///
  /// - Parameters:
  ///   - query: of which accounts; its moments and threshold are not looked at.
  ///   - window: from the first to the last second.
  /// - Returns: every account, Region and quota family with a request in it.
  /// - Throws: `store`.
  package func seconds(
    _ query: HotKeyQuery,
    _ window: ClosedRange<Timestamp>
  ) throws(AuditError) -> RateSecondsAnswer {
    var query = query
    query.scope.since = window.lowerBound
    query.scope.until = Timestamp(window.upperBound.rawValue + 1)
    let stored = try rates(query)
    return RateSecondsAnswer(
      pictures: HotKeys.seconds(
        window,
        in: stored.rates,
        symbols: stored.symbols,
        quota: configuration.quotas.requestsPerSecond
      ),
      kept: stored.kept.concerning(since: window.lowerBound)
    )
  }

  /// With sums of days where no second reached the threshold.
  private func sums(
    _ query: HotKeyQuery,
    _ rates: RateQuery
  ) throws(AuditError) -> StoredRates {
    try Audit.withStoreErrors { () throws(StoreError) in
      try store.rates(rates, query, configuration)
    }
  }

  private func rates(_ query: HotKeyQuery) throws(AuditError) -> StoredRates {
    let keys = try KeyNames(store).keys(named: query.key)
    return try Audit.withStoreErrors { () throws(StoreError) in try store.rates(query.rates(keys)) }
  }

  /// How the accounts' rates were, and by what it is told.
  private func accounts(
    _ query: HotKeyQuery
  ) throws(AuditError) -> (stored: StoredRates, accounts: [AccountRate]) {
    let keys = try KeyNames(store).keys(named: query.key)
    var asked = query.rates(keys)
    if keys != nil { (asked.keys, asked.places) = ([], try sums(query, asked).places) }
    let kept = try Audit.withStoreErrors { () throws(StoreError) in try store.keptDays() }
    // Of days of which only the hours are kept nothing is said.
    if let first = kept.ratesSince { asked.since = max(asked.since ?? first, first) }
    let stored = try sums(query, asked)
    let accounts = HotKeys.accounts(
      in: stored.rates,
      sums: stored.sums,
      symbols: stored.symbols,
      criteria: query.criteria(configuration),
      quota: configuration.quotas.requestsPerSecond
    )
    return (stored, accounts)
  }

  /// How the rates of some, and of keys of theirs, went, in a period that holds the days of others too;
  /// nil where there are none.
  private func course(
    of shown: Set<RatedNames>,
    _ keys: Set<String>,
    among others: Set<RatedNames>,
    _ query: HotKeyQuery
  ) throws(AuditError) -> RateCourse? {
    if shown.isEmpty { return nil }
    let seconds = try Audit.withStoreErrors { () throws(StoreError) in
      try store.seconds(of: shown, among: others, query.rates(nil))
    }
    return RateCourse(
      seconds.rates,
      days: seconds.days,
      keys: keys,
      symbols: seconds.symbols,
      criteria: query.criteria(configuration)
    )
  }

  private func callers(
    of account: AccountRate,
    _ kind: HotCaller.Kind
  ) throws(AuditError) -> [HotCaller] {
    let day = account.peakAt.day
    var asked = RateQuery(days: day...day)
    asked.places = [account.names]
    let stored = try Audit.withStoreErrors { () throws(StoreError) in try store.rates(asked) }
    let own = stored.rates.filter { $0.kind == .request }
    let keys = Set(own.map { stored.symbols[Int($0.key)] })
    let uses = try Audit.withStoreErrors { () throws(StoreError) in
      try store.callerUse(
        day: day,
        chargedAccount: account.chargedAccount,
        region: account.region
      )
    }
    return HotCaller.all(
      of: account,
      requestsOfDay: own.reduce(0) { $0 + ($1.seconds.span?.total ?? 0) },
      uses.filter {
        keys.contains($0.key) && QuotaFamily.canCount($0.operation, against: account.quotaFamily)
      }
      .map { (kind == .service ? $0.service : $0.principal, $0.requests, $0.throttled) }
    )
  }
}

extension AuditStore {
  /// With sums of days where no second reached the threshold.
  func rates(
    _ rates: RateQuery,
    _ query: HotKeyQuery,
    _ configuration: AuditConfiguration
  ) throws(StoreError) -> StoredRates {
    let threshold = query.criteria(configuration).threshold
    let quotas = configuration.quotas
    return try self.rates(rates) { names in
      QuotaLimit(of: names, threshold: threshold, quota: quotas.requestsPerSecond).requests
    }
  }
}

extension HotKeyQuery {
  fileprivate func rates(_ keys: Set<String>?) -> RateQuery {
    var query = RateQuery()
    (query.since, query.until) = (scope.since, scope.until)
    (query.chargedAccounts, query.regions, query.keys) = (scope.accounts, scope.regions, keys ?? [])
    return query
  }
}
