import AuditFindings
import KMSUsage

extension UsageFacts {
  func text(_ symbol: Symbol) -> String { symbols[Int(symbol)] }

  /// `usage.csv`: the uses are sorted already.
  var usageRows: LazyRows<UsageRow> {
    let (usage, symbols) = (usage, symbols)
    return LazyRows(count: usage.count) { place in
      let fact = usage[place]
      func text(_ symbol: Symbol) -> String { symbols[Int(symbol)] }
      return UsageRow(
        keyARN: text(fact.use.key),
        keyAccount: text(fact.use.keyAccount),
        region: text(fact.use.region),
        consumerAccount: text(fact.use.consumerAccount),
        attribution: fact.use.attribution.text,
        principal: text(fact.use.principal),
        service: text(fact.use.service),
        operation: text(fact.use.operation),
        requests: fact.requests,
        denied: fact.denied,
        throttled: fact.throttled,
        failed: fact.failed,
        firstSeen: fact.firstSeen,
        lastSeen: fact.lastSeen,
        exampleEventID: fact.exampleEventID
      )
    }
  }
}
