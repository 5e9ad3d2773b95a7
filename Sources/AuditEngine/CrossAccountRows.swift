import AuditFindings
import KMSAccess
import KMSUsage

extension CrossAccountRow {
  /// Without what the use itself does not tell: of its key, and of the consumer's organization.
  init(
    _ usage: Int32,
    _ facts: UsageFacts,
    _ decision: AccessDecision,
    _ tally: AccessTally
  ) {
    let fact = facts.usage[Int(usage)]
    self.init(
      keyARN: facts.text(fact.use.key),
      keyAccount: facts.text(fact.use.keyAccount),
      region: facts.text(fact.use.region),
      consumerAccount: facts.text(fact.use.consumerAccount),
      consumerInOrganization: false,
      principal: facts.text(fact.use.principal),
      service: facts.text(fact.use.service),
      operation: facts.text(fact.use.operation),
      requests: tally.requests,
      denied: tally.denied,
      failed: tally.failed,
      firstSeen: tally.first,
      lastSeen: tally.last,
      decision: decision.text,
      basis: decision.basis,
      exampleEventID: tally.exampleEventID
    )
    openTo = tally.openTo
    endedGrant = tally.endedGrant
    isByService = fact.use.attribution != .identity && fact.use.attribution != .issuer
  }

  /// By the bytes of the columns, from left to right.
  ///
  /// One after the other: a list of them would be walked for each of many thousand rows.
  static func comesBefore(_ left: Self, _ right: Self) -> Bool {
    func precedes(_ one: String, _ other: String) -> Bool {
      one.utf8.lexicographicallyPrecedes(other.utf8)
    }
    if left.keyARN != right.keyARN { return precedes(left.keyARN, right.keyARN) }
    if left.keyAccount != right.keyAccount { return precedes(left.keyAccount, right.keyAccount) }
    if left.region != right.region { return precedes(left.region, right.region) }
    if left.consumerAccount != right.consumerAccount {
      return precedes(left.consumerAccount, right.consumerAccount)
    }
    if left.principal != right.principal { return precedes(left.principal, right.principal) }
    if left.service != right.service { return precedes(left.service, right.service) }
    if left.operation != right.operation { return precedes(left.operation, right.operation) }
    if left.decision != right.decision { return precedes(left.decision, right.decision) }
    return precedes(left.basis, right.basis)
  }
}
