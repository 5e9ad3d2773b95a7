import KMSModel
import KMSUsage

extension StoredAudit {
  func lastRecord(of key: KeyARN) throws(AuditError) -> Timestamp {
    let records = facts.coverage.filter { $0.account == key.account }
    let inRegion = records.filter { $0.region == key.region }
    guard let last = (inRegion.isEmpty ? records : inRegion).map(\.lastRecord).max() else {
      throw .notInStore(
        "the store has no record of account \(key.account), the key's own: say when with --at"
      )
    }
    return last
  }
}
