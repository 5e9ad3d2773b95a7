import AuditStore
import KMSAccess
import KMSModel
import KMSUsage

extension StoredAudit {
  private static let mostKeysTold = 5

  /// The one key that is meant; one that the store does not know only by its whole ARN.
  func key(beginning text: String) throws(AuditError) -> KeyARN {
    let known = try Audit.withStoreErrors { () throws(StoreError) in try store.keyARNs() }
    let exact = known.filter { $0 == text || KeyARN($0)?.keyID == text }
    let meant = exact.isEmpty ? known.filter { $0.isKey(beginning: text) } : exact
    if meant.count == 1, let key = KeyARN(meant[0]) { return key }
    guard meant.isEmpty else {
      let more = meant.count - Self.mostKeysTold
      throw .notInStore(
        "--key \(text) may be each of \(meant.prefix(Self.mostKeysTold).joined(separator: ", "))"
          + (more > 0 ? " and \(more) more" : "")
      )
    }
    if let key = KeyARN(text) { return key }
    throw .notInStore("the store knows no key whose ARN or id begins with \(text)")
  }

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
