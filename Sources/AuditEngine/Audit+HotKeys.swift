package import AuditReports
import AuditStore
import CloudTrail
import KMSModel
import KMSUsage

extension Audit {
  /// Reads logs into a store in memory and asks it.
  package static func hotKeys(
    _ query: HotKeyQuery,
    in request: ScanRequest,
    progress: ScanProgress
  ) throws(AuditError) -> HotKeysAnswer {
    var request = request
    request.store = .memory
    // An account's requests may stand in other accounts' logs alone: only rows are chosen by it.
    request.input.scope.accounts = []
    let store = try open(.memory)
    let scan = try Scan(request)
    let transaction = try begin(store, request, progress)
    try fill(store, transaction, scan, request, progress, isJudged: false)
    try withStoreErrors { () throws(StoreError) in try transaction.commit() }
    return try answer(query, store, request.configuration)
  }

  /// Asks the store of an earlier scan.
  package static func hotKeys(
    _ query: HotKeyQuery,
    store path: String,
    configuration: AuditConfiguration
  ) throws(AuditError) -> HotKeysAnswer {
    let store = try withStoreErrors { () throws(StoreError) in
      try AuditStore.openReadOnly(path: path)
    }
    return try answer(query, store, configuration)
  }

  private static func answer(
    _ query: HotKeyQuery,
    _ store: AuditStore,
    _ configuration: AuditConfiguration
  ) throws(AuditError) -> HotKeysAnswer {
    let keys = try KeyNames(store).keys(named: query.key)
    let stored = try withStoreErrors { () throws(StoreError) in
      try store.rates(query.rates(keys))
    }
    let exports = try withStoreErrors { () throws(StoreError) in
      try store.exports(AuditConfiguration.exportKinds)
    }
    let configuration = configuration.completed(by: exports)
    return HotKeysAnswer(
      // A key's rates come with those of its account's other keys, of which its share is a part.
      rows: hotKeys(stored.rates, stored.hourly, stored.symbols, query, configuration)
        .filter { keys?.contains($0.keyARN) ?? true },
      threshold: query.threshold ?? configuration.threshold,
      share: configuration.share,
      kept: stored.kept.concerning(since: query.scope.since)
    )
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
