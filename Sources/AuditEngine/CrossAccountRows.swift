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

  static func comesBefore(_ left: Self, _ right: Self) -> Bool {
    for text in order {
      let (one, other) = (text(left), text(right))
      if one != other { return one.utf8.lexicographicallyPrecedes(other.utf8) }
    }
    return false
  }

  private static let order: [@Sendable (Self) -> String] = [
    { $0.keyARN }, { $0.keyAccount }, { $0.region }, { $0.consumerAccount }, { $0.principal },
    { $0.service }, { $0.operation }, { $0.decision }, { $0.basis },
  ]
}
