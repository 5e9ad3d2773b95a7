package import KMSAccess
package import KMSModel

/// A row of `cross-account.csv`.
package struct CrossAccountRow: Hashable, Sendable {
  package var keyARN: String
  package var keyAccount: String
  package var region: String
  package var consumerAccount: String
  package var consumerInOrganization: Bool
  package var principal: String
  package var service: String
  package var operation: String
  package var requests: Int
  package var denied: Int
  package var failed: Int
  package var firstSeen: Timestamp
  package var lastSeen: Timestamp
  /// `grant`, `key-policy`, `not-covered`, `denied` or `undetermined`.
  package var decision: String
  /// Names the grant or the statement, or says in a few words what is missing.
  package var basis: String
  /// Smallest id of a request with this decision, as far as it is known; "" where none is.
  package var exampleEventID: String
  /// For the findings: to whom the statement that allows it gives without a condition.
  package var openTo: Openness = .limited
  /// For the findings: the grant that covered until it ended, where nothing covers any more.
  package var endedGrant: EndedGrant?
  /// For the findings: an AWS service called by its own principal.
  package var isByService = false
  /// For the findings: the key is one that AWS manages.
  package var isOfManagedKey = false

  package init(
    keyARN: String,
    keyAccount: String,
    region: String,
    consumerAccount: String,
    consumerInOrganization: Bool,
    principal: String,
    service: String,
    operation: String,
    requests: Int,
    denied: Int,
    failed: Int,
    firstSeen: Timestamp,
    lastSeen: Timestamp,
    decision: String,
    basis: String,
    exampleEventID: String
  ) {
    self.keyARN = keyARN
    self.keyAccount = keyAccount
    self.region = region
    self.consumerAccount = consumerAccount
    self.consumerInOrganization = consumerInOrganization
    self.principal = principal
    self.service = service
    self.operation = operation
    self.requests = requests
    self.denied = denied
    self.failed = failed
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.decision = decision
    self.basis = basis
    self.exampleEventID = exampleEventID
  }
}

/// Cross-account requests that were not judged each by its own encryption context.
package struct NotJudgedSingly: Hashable, Sendable {
  /// By what several contexts have in common: they are too many to be told apart, or too long.
  package var inCommon = 0
  /// Undetermined, and nothing is kept of them but who did what to which key: when the logs were
  /// read, no export of the key was there that may ask for more.
  package var withoutDetails = 0

  package init() {}
}
