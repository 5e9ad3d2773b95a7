import CloudTrail
import KMSModel

/// Decides the pattern of a KMS record: what was done, who did it, to which key.
///
/// Each of the three is decided once and remembered: there are many patterns, of few parts.
struct PatternReader: ~Copyable {
  /// Accounts AWS services call from: account → service.
  private let serviceAccounts: [String: String]
  /// Accounts whose own logs are in the input.
  private let trailAccounts: Set<String>
  private let detailedKeys: DetailedKeys
  private(set) var symbols = SymbolTable()
  private var operations = PartTable<OperationPart>()
  private var callers = PartTable<CallerPart>()
  private var keys = PartTable<KeyPart>()

  init(
    serviceAccounts: [String: String],
    trailAccounts: Set<String>,
    detailedKeys: DetailedKeys
  ) {
    self.serviceAccounts = serviceAccounts
    self.detailedKeys = detailedKeys
    self.trailAccounts = trailAccounts
  }

  /// Finds the parts of a record of a day, whose key is `key`.
  mutating func parts(of record: RecordTexts, _ key: PatternKey, day: UInt16) -> PatternParts {
    PatternParts(
      operation: operations.number(key.operation) { OperationPart(record, &symbols) },
      caller: callers.number(key.caller) {
        CallerPart(record, serviceAccounts: serviceAccounts, &symbols)
      },
      key: keys.number(key.keys) { KeyPart(record, detailedKeys, &symbols) },
      day: day
    )
  }

  func role(_ parts: PatternParts) -> PatternTable.Role {
    let kind = operations[parts.operation].facts.kind
    let isRequest = kind == .request && !callers[parts.caller].facts.isAWSInternal
    let isServiceEvent = kind == .serviceEvent || kind == .request && !isRequest
    let isEvidence = operations[parts.operation].operation?.changesState ?? isServiceEvent
    var role: PatternTable.Role = isRequest ? .request : []
    if isEvidence { role.insert(.evidence) }
    if isRequest, keys[parts.key].isDetailed, isJudged(parts), crossesAccounts(parts) {
      role.insert(.crossAccount)
    }
    return role
  }

  /// Whether it may matter what allowed a request: KMS refused no such one, and it is not the owner's
  /// copy of a request of which the caller's own logs are in the input.
  ///
  /// Of a service's own request only copies of others than its caller are ever there: the caller's
  /// is in the service's account.
  private func isJudged(_ parts: PatternParts) -> Bool {
    let caller = callers[parts.caller]
    let isOfService = caller.attributed.rule != .identity && caller.attributed.rule != .issuer
    return operations[parts.operation].facts.outcome != .denied
      && (caller.facts.isCallersCopy || isOfService
        || !trailAccounts.contains(caller.attributed.account))
  }

  /// Whether the key may belong to somebody else than the caller, who is no AWS service.
  private func crossesAccounts(_ parts: PatternParts) -> Bool {
    let caller = callers[parts.caller].attributed
    guard !caller.account.isEmpty, caller.rule != .awsService, caller.rule != .unknown else {
      return false
    }
    return keys[parts.key].accounts(symbols).contains { $0 != caller.account }
  }

  /// Moves out what the parts say, and the patterns made of them.
  ///
  /// `symbols` is then complete.
  mutating func takeFacts(of patterns: [PatternParts]) -> PatternFacts {
    var facts = PatternFacts(
      operations: operations.parts.map(\.facts),
      callers: callers.parts.map(\.facts)
    )
    var known = [Int32](repeating: -1, count: keys.parts.count)
    facts.patterns.reserveCapacity(patterns.count)
    for pattern in patterns {
      var pattern = pattern
      let place = Int(pattern.key)
      pattern.key = known[place]
      if pattern.key < 0 {
        let part = keys[Int32(place)]
        pattern.key = Int32(facts.keys.count)
        facts.keys.append(
          part.keys(operations[pattern.operation], callers[pattern.caller], &symbols)
        )
        if part.isCertain { known[place] = pattern.key }
      }
      facts.patterns.append(pattern)
    }
    operations = PartTable()
    callers = PartTable()
    keys = PartTable()
    return facts
  }
}
