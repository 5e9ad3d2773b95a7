import AuditStore
import KMSAccess
import KMSModel
import KMSUsage

extension StoredAudit {
  func lastRecord(of key: KeyARN) throws(AuditError) -> Timestamp {
    let own = watched.filter { $0.account == key.account }
    let inRegion = own.filter { $0.region == key.region }
    let places = inRegion.isEmpty ? own : inRegion
    guard let hour = places.map(\.hours.upperBound).max() else {
      throw .notInStore(
        "the store has no record of account \(key.account), the key's own: say when with --at"
      )
    }
    let records = try Audit.withStoreErrors { () throws(StoreError) in
      try store.coverage(day: Timestamp(hour * 3600).day)
    }
    let last = records.filter { record in
      places.contains { $0.account == record.account && $0.region == record.region }
    }
    return last.map(\.lastRecord).max() ?? Timestamp(hour * 3600)
  }
}
