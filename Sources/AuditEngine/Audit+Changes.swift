package import AuditReports
import AuditStore
import KMSModel
import KMSUsage

extension Audit {
  /// What is new in a period, compared with all that the store has from before.
  ///
  /// - Throws: `notInStore` for a key that the store cannot tell; `store` for one that cannot be read.
  package static func changes(
    _ query: ChangesQuery,
    store path: String
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
      var uses = UseChanges(days, try store.coverage(of: days), createdKeys: events.createdKeys)
      let spans = try store.keySpans(
        days,
        isKey: { keys?.contains($0) ?? true },
        isUse: UseChanges.isUse
      )
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
}

extension AuditStore {
  fileprivate func coverage(of days: UseSpanQuery) throws(StoreError) -> PeriodCoverage {
    PeriodCoverage(
      days,
      try coveredDays(days.before.lowerBound..<days.days.upperBound),
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
