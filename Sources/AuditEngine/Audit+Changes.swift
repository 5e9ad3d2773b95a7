package import AuditReports
import AuditStore
import KMSModel
import KMSUsage

extension Audit {
  /// What is new in a period, compared with all that the store has from before.
  ///
  /// - Parameters:
  ///   - query: the question.
  ///   - path: of the store.
  ///   - jobs: threads.
  /// - Returns: the answer.
  /// - Throws: `notInStore` for a key that the store cannot tell; `store` for one that cannot be read.
  package static func changes(
    _ query: ChangesQuery,
    store path: String,
    jobs: Int
  ) throws(AuditError) -> ChangesAnswer {
    let store = try withStoreErrors { () throws(StoreError) in
      try AuditStore.openReadOnly(path: path)
    }
    let keys = try KeyNames(store).keys(named: query.key)
    return try withStoreErrors { () throws(StoreError) in
      let recorded = try store.recordedDays()
      let days = query.period(lastDay: recorded?.upperBound)
      func isWanted(_ row: ChangeRow) -> Bool {
        keys?.contains(row.keyARN) ?? true && query.asksFor(row)
      }
      let events = EventChanges(try store.evidence(days: days.days))
      let spans = try store.keySpans(
        days,
        isKey: { keys?.contains($0) ?? true },
        isUse: UseChanges.isUse
      )
      let coverage = try store.coverage(of: days, keys.map { accounts($0, spans) }, jobs: jobs)
      var uses = UseChanges(days, coverage, createdKeys: events.createdKeys)
      for key in spans { uses.take(key, isWanted: isWanted) }
      let unresolved = try store.unresolvedUse(days.days, isUse: UseChanges.isUse)
      let untold = uses.untold(ofOwners: keys) + unresolved.map(ChangeRow.init)
      return ChangesAnswer(
        rows: (events.rows.filter(isWanted) + uses.rows + untold.filter(query.asksFor))
          .sorted(by: ChangeRow.comesBefore),
        days: days.days,
        before: days.before,
        recorded: recorded
      )
    }
  }

  /// Whose logs tell of some keys: that of their owners, and of those who use them.
  private static func accounts(_ keys: Set<String>, _ spans: [KeySpans]) -> Set<String> {
    Set(keys.compactMap { KeyARN($0)?.account })
      .union(spans.lazy.flatMap(\.spans).map(\.consumerAccount))
  }
}

extension AuditStore {
  fileprivate func coverage(
    of days: UseSpanQuery,
    _ accounts: Set<String>?,
    jobs: Int
  ) throws(StoreError) -> PeriodCoverage {
    PeriodCoverage(
      days,
      try coveredDays(
        days.before.lowerBound..<days.days.upperBound,
        of: accounts,
        jobs: jobs
      ),
      unread: try unreadFiles(days.days)
    )
  }
}

extension ChangeRow {
  fileprivate init(_ use: UnresolvedUse) {
    self.init(.cannotTellNew, account: use.consumerAccount, region: use.region)
    requests = use.requests
    detail = "\(use.requests) requests for keys that the logs do not tell"
  }
}
