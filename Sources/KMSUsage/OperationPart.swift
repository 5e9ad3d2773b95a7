import CloudTrail
import KMSModel

/// What was done, where, and how it ended.
struct OperationPart {
  /// Nil for an event that is no operation of the table.
  let operation: Operation?
  let facts: PatternOperation

  init(_ record: RecordTexts, _ symbols: inout SymbolTable) {
    let eventName = record[.eventName]
    let families = QuotaFamily.families(
      operation: eventName,
      encryptionAlgorithm: record[.encryptionAlgorithm],
      signingAlgorithm: record[.signingAlgorithm],
      macAlgorithm: record[.macAlgorithm],
      keyPairSpec: record[.keyPairSpec],
      customKeyStoreID: record[.customKeyStoreId]
    )
    operation = Operation.named(eventName)
    let hasTwo = eventName == "ReEncrypt"
    facts = PatternOperation(
      kind: Self.kind(record, eventName),
      outcome: Self.outcome(record[.errorCode]),
      region: symbols.symbol(record[.awsRegion]),
      name: symbols.symbol(hasTwo ? "ReEncryptFrom" : eventName),
      secondName: symbols.symbol(hasTwo ? "ReEncryptTo" : ""),
      firstFamily: symbols.symbol(families.first ?? eventName),
      secondFamily: symbols.symbol(families.count > 1 ? families[1] : "")
    )
  }

  private static func kind(_ record: RecordTexts, _ eventName: String) -> UsePattern.Kind {
    let category = record[.eventCategory]
    if category == "NetworkActivity" || category == "Insight" { return .shadow }
    let type = record[.eventType]
    if type.hasPrefix("AwsVpceEvent") || type == "AwsCloudTrailInsight" { return .shadow }
    if record.isDryRun || record[.errorCode] == "DryRunOperationException" { return .dryRun }
    return Operation.serviceEvents.contains(eventName) ? .serviceEvent : .request
  }

  /// CloudTrail writes `AccessDenied`, the API's own name is `AccessDeniedException`.
  private static func outcome(_ errorCode: String) -> Outcome {
    switch errorCode {
    case "": .ok
    case "AccessDenied", "AccessDeniedException": .denied
    case "ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded":
      .throttled
    case let code where code.hasSuffix("UnauthorizedOperation"): .denied
    default: .failed
    }
  }
}
