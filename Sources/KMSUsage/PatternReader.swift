import CloudTrail
import KMSModel

/// Decides the pattern of a KMS record: which key, whose use, how it ended.
struct PatternReader {
  /// Accounts AWS services call from: account → service.
  let serviceAccounts: [String: String]
  var symbols = SymbolTable()

  init(serviceAccounts: [String: String]) { self.serviceAccounts = serviceAccounts }

  mutating func pattern(of record: RecordTexts) -> UsePattern {
    let attribution = Attributed(record, serviceAccounts: serviceAccounts)
    let keys = ResolvedKeys(record, caller: attribution)
    let operation = Operation.named(record[.eventName])
    let families = QuotaFamily.families(
      operation: record[.eventName],
      encryptionAlgorithm: record[.encryptionAlgorithm],
      signingAlgorithm: record[.signingAlgorithm],
      macAlgorithm: record[.macAlgorithm],
      keyPairSpec: record[.keyPairSpec],
      customKeyStoreID: record[.customKeyStoreId]
    )
    return UsePattern(
      kind: record.kind,
      outcome: record.outcome,
      isCallersCopy: record[.recipientAccountId].isEmpty
        || record[.recipientAccountId] == attribution.account,
      isEvidence: operation?.changesState ?? (record.kind == .serviceEvent),
      attribution: attribution.rule,
      recipient: symbols.symbol(record[.recipientAccountId]),
      region: symbols.symbol(record[.awsRegion]),
      consumer: symbols.symbol(attribution.account),
      principal: symbols.symbol(attribution.principal),
      service: symbols.symbol(attribution.service),
      chargedAccount: symbols.symbol(attribution.chargedAccount),
      firstFamily: symbols.symbol(families.first ?? record[.eventName]),
      secondFamily: symbols.symbol(families.count > 1 ? families[1] : ""),
      first: keyUse(keys.first),
      second: keys.second.map { keyUse($0) }
    )
  }

  private mutating func keyUse(_ use: ResolvedKeys.Use) -> UsePattern.KeyUse {
    UsePattern.KeyUse(
      key: symbols.symbol(use.key),
      keyAccount: symbols.symbol(use.account),
      operation: symbols.symbol(use.operation)
    )
  }
}
