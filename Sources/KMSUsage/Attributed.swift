import CloudTrail
import KMSModel

/// Whose use a record shows: the consumer account and the rule that told it, the principal and the
/// service between.
struct Attributed {
  let account: String
  let rule: Attribution
  let principal: String
  let service: String

  /// KMS charges the account that makes the request.
  ///
  /// Whom it charges for a service's own call is not documented (KMS developer guide, "Request
  /// quotas").
  var chargedAccount: String { rule == .identity || rule == .issuer ? account : "" }

  init(_ record: RecordTexts, serviceAccounts: [String: String]) {
    let invokedBy = ServiceName.normalised(record[.invokedBy])
    let isService = record[.identityType] == "AWSService"
    let (account, rule) = isService ? Self.ofService(record, invokedBy) : Self.ofCaller(record)
    self.account = account
    if !isService, let owner = serviceAccounts[account] {
      self.rule = .awsService
      service = ServiceName.isAnonymous(invokedBy) ? owner : invokedBy
    } else {
      self.rule = rule
      service = invokedBy
    }
    principal = Principal.text(
      type: record[.identityType],
      arn: record.callerARN,
      principalID: record[.principalId],
      issuerARN: record[.issuerARN],
      invokedBy: record[.invokedBy],
      onBehalfOfUserID: record[.onBehalfOfUserId]
    )
  }

  private static func ofCaller(_ record: RecordTexts) -> (String, Attribution) {
    if !record[.accountId].isEmpty { return (record[.accountId], .identity) }
    for text in [record[.arn], record[.issuerARN]] {
      if let account = ARN.account(of: text) { return (account, .issuer) }
    }
    if !record[.issuerAccountId].isEmpty { return (record[.issuerAccountId], .issuer) }
    return ("", .unknown)
  }

  private static func ofService(
    _ record: RecordTexts,
    _ service: String
  ) -> (String, Attribution) {
    if !record[.scopeSourceAccount].isEmpty { return (record[.scopeSourceAccount], .scope) }
    if let account = ServiceContext.account(
      service: service,
      encryptionContext: record.contextAccounts
    ) {
      return (account, .context)
    }
    if !record[.recipientAccountId].isEmpty { return (record[.recipientAccountId], .recipient) }
    return ("", .unknown)
  }
}

/// Who made a request, and the rule that told it.
struct CallerPart {
  let attributed: Attributed
  let facts: PatternCaller

  init(_ record: RecordTexts, serviceAccounts: [String: String], _ symbols: inout SymbolTable) {
    attributed = Attributed(record, serviceAccounts: serviceAccounts)
    let recipient = record[.recipientAccountId]
    facts = PatternCaller(
      attribution: attributed.rule,
      isCallersCopy: recipient.isEmpty || recipient == attributed.account,
      isAWSInternal: record[.identityType].isEmpty && record[.invokedBy] == "AWS Internal",
      recipient: symbols.symbol(recipient),
      consumer: symbols.symbol(attributed.account),
      principal: symbols.symbol(attributed.principal),
      service: symbols.symbol(attributed.service),
      chargedAccount: symbols.symbol(attributed.chargedAccount)
    )
  }
}
