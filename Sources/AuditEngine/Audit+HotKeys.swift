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
  ///   - withCourse: also how the rates went over the period.
  /// - Returns: every key with a request.
  /// - Throws: `store`.
  package func hotKeys(
    _ query: HotKeyQuery,
    withCourse: Bool = false
  ) throws(AuditError) -> HotKeysAnswer {
    let (symbols, rates) = try self.rates(query)
    var answer = HotKeysAnswer(
      rows: Audit.hotKeys(rates, symbols, query, configuration).filter(query.asksFor),
      threshold: query.threshold ?? configuration.threshold,
      share: configuration.share
    )
    if withCourse { answer.course = course(rates, symbols, query) }
    return answer
  }

  /// As `hotKeys`, the keys of an account, Region and quota family together.
  package func hotAccounts(
    _ query: HotKeyQuery,
    withCourse: Bool = false
  ) throws(AuditError) -> HotAccountsAnswer {
    let (symbols, rates) = try self.rates(query)
    var answer = HotAccountsAnswer(
      rows: accounts(rates, symbols, query),
      threshold: query.threshold ?? configuration.threshold
    )
    if withCourse { answer.course = course(rates, symbols, query) }
    return answer
  }

  /// Who made the requests of accounts near their quota on the day of the peak.
  package func hotCallers(
    _ query: HotKeyQuery,
    by kind: HotCaller.Kind
  ) throws(AuditError) -> HotCallersAnswer {
    let (symbols, rates) = try self.rates(query)
    var rows: [HotCaller] = []
    for account in accounts(rates, symbols, query) where account.isNearQuota {
      rows += try callers(of: account, rates, symbols, kind)
    }
    return HotCallersAnswer(
      rows: rows,
      kind: kind,
      threshold: query.threshold ?? configuration.threshold
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
    let (symbols, rates) = try self.rates(query)
    return RateSecondsAnswer(
      pictures: HotKeys.seconds(
        window,
        in: rates,
        symbols: symbols,
        quota: configuration.quotas.requestsPerSecond
      )
    )
  }

  private func rates(
    _ query: HotKeyQuery
  ) throws(AuditError) -> (symbols: [String], rates: [RateFact]) {
    try Audit.withStoreErrors { () throws(StoreError) in try store.rates(query.rates) }
  }

  private func accounts(
    _ rates: [RateFact],
    _ symbols: [String],
    _ query: HotKeyQuery
  ) -> [AccountRate] {
    HotKeys.accounts(
      in: rates,
      symbols: symbols,
      criteria: query.criteria(configuration),
      quota: configuration.quotas.requestsPerSecond
    )
  }

  private func course(
    _ rates: [RateFact],
    _ symbols: [String],
    _ query: HotKeyQuery
  ) -> RateCourse? {
    RateCourse(rates, symbols: symbols, criteria: query.criteria(configuration))
  }

  private func callers(
    of account: AccountRate,
    _ rates: [RateFact],
    _ symbols: [String],
    _ kind: HotCaller.Kind
  ) throws(AuditError) -> [HotCaller] {
    let day = account.peakAt.day
    let own = rates.filter { rate in
      rate.day == day && rate.kind == .request
        && symbols[Int(rate.chargedAccount)] == account.chargedAccount
        && symbols[Int(rate.region)] == account.region
        && symbols[Int(rate.quotaFamily)] == account.quotaFamily
    }
    let keys = Set(own.map { symbols[Int($0.key)] })
    let uses = try Audit.withStoreErrors { () throws(StoreError) in
      try store.callerUse(
        day: day,
        chargedAccount: account.chargedAccount,
        region: account.region
      )
    }
    return HotCaller.all(
      of: account,
      requestsOfDay: own.reduce(0) { $0 + $1.seconds.total },
      uses.filter {
        keys.contains($0.key) && QuotaFamily.canCount($0.operation, against: account.quotaFamily)
      }
      .map { (kind == .service ? $0.service : $0.principal, $0.requests, $0.throttled) }
    )
  }
}

extension HotKeyQuery {
  fileprivate var rates: RateQuery {
    var query = RateQuery()
    (query.since, query.until) = (scope.since, scope.until)
    (query.chargedAccounts, query.regions, query.key) = (scope.accounts, scope.regions, key)
    return query
  }

  /// A key's rates come with those of its account's other keys, of which its share is a part.
  fileprivate func asksFor(_ row: HotKey) -> Bool {
    row.keyARN.hasPrefix(key) || KeyARN(row.keyARN)?.keyID.hasPrefix(key) == true
  }
}
