package import KMSModel

/// A row of `usage.csv`.
package struct UsageRow: Hashable, Sendable {
  package var keyARN: String
  package var keyAccount: String
  package var region: String
  package var consumerAccount: String
  package var attribution: String
  package var principal: String
  package var service: String
  package var operation: String
  package var requests: Int
  package var denied: Int
  package var throttled: Int
  package var failed: Int
  package var firstSeen: Timestamp
  package var lastSeen: Timestamp
  /// Smallest event id of the use: evidence, not a column.
  package var exampleEventID: String

  package init(
    keyARN: String,
    keyAccount: String,
    region: String,
    consumerAccount: String,
    attribution: String,
    principal: String,
    service: String,
    operation: String,
    requests: Int,
    denied: Int,
    throttled: Int,
    failed: Int,
    firstSeen: Timestamp,
    lastSeen: Timestamp,
    exampleEventID: String
  ) {
    self.keyARN = keyARN
    self.keyAccount = keyAccount
    self.region = region
    self.consumerAccount = consumerAccount
    self.attribution = attribution
    self.principal = principal
    self.service = service
    self.operation = operation
    self.requests = requests
    self.denied = denied
    self.throttled = throttled
    self.failed = failed
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.exampleEventID = exampleEventID
  }
}
