import GRDB
import KMSUsage

/// Requests of one account in one Region on one day, by what was done to which key and by whom.
package struct CallerUse: Hashable, Sendable {
  /// Its ARN, or why there is none.
  package var key: String
  package var operation: String
  package var principal: String
  package var service: String
  package var requests: Int
  package var throttled: Int
}

extension AuditStore {
  /// The requests of a UTC day, since 1970-01-01, that an account is charged for in a Region.
  package func callerUse(
    day: Int32,
    chargedAccount: String,
    region: String
  ) throws(StoreError) -> [CallerUse] {
    // Whom KMS charges: see `Attributed.chargedAccount`.
    let charged = [Attribution.identity, .issuer].map { "\($0.rawValue)" }.joined(separator: ", ")
    let sql = """
      SELECT key.text, operation.text, principal.text, service.text,
        ok + denied + throttled + failed, throttled
      FROM usage NOT INDEXED
        JOIN symbol AS account ON account.id = consumer_account
        JOIN symbol AS region ON region.id = usage.region
        JOIN symbol AS key ON key.id = usage.key
        JOIN symbol AS operation ON operation.id = usage.operation
        JOIN symbol AS principal ON principal.id = usage.principal
        JOIN symbol AS service ON service.id = usage.service
      WHERE usage.id >= ? AND usage.id < ? AND account.text = ? AND region.text = ?
        AND attribution IN (\(charged))
      """
    return try reading { database in
      let bounds: StatementArguments = [Int64(day) << 32, Int64(day + 1) << 32]
      return try database.rows(sql, bounds + [chargedAccount, region]) { row in
        CallerUse(
          key: row.text(),
          operation: row.text(),
          principal: row.text(),
          service: row.text(),
          requests: try row.number(),
          throttled: try row.number()
        )
      }
    }
  }
}
