import CloudTrail
import KMSModel

/// Decides the pattern of a KMS record: what was done, who did it, to which key.
///
/// Each of the three is decided once and remembered: there are many patterns, of few parts.
struct PatternReader: ~Copyable {
  /// Accounts AWS services call from: account → service.
  private let serviceAccounts: [String: String]
  private(set) var symbols = SymbolTable()
  private var operations = PartTable<OperationPart>()
  private var callers = PartTable<CallerPart>()
  private var keys = PartTable<KeyPart>()

  init(serviceAccounts: [String: String]) { self.serviceAccounts = serviceAccounts }

  /// Which parts a record is made of: equal parts, equal pattern.
  struct Parts: Hashable {
    let operation: Int32
    let caller: Int32
    let key: Int32
  }

  /// - Parameter key: that of `record`.
  mutating func parts(of record: RecordTexts, _ key: borrowing PatternKey) -> Parts {
    Parts(
      operation: operations.number(key.operation, make: OperationPart(record, &symbols)),
      caller: callers.number(
        key.caller,
        make: CallerPart(record, serviceAccounts: serviceAccounts, &symbols)
      ),
      key: keys.number(key.key, make: KeyPart(record, &symbols))
    )
  }

  mutating func pattern(of record: RecordTexts, _ parts: Parts) -> UsePattern {
    let (operation, caller, part) = (
      operations[parts.operation], callers[parts.caller], keys[parts.key]
    )
    let found = part.first ?? KeyPart.unresolved(record, operation, caller, &symbols)
    let none = KeyPart.Key(UnresolvedKey.noKey, &symbols)
    let kind: UsePattern.Kind =
      operation.kind == .request && caller.isAWSInternal ? .serviceEvent : operation.kind
    return UsePattern(
      kind: kind,
      outcome: operation.outcome,
      isCallersCopy: caller.isCallersCopy,
      isEvidence: operation.operation?.changesState ?? (kind == .serviceEvent),
      attribution: caller.attributed.rule,
      recipient: caller.recipient,
      region: operation.region,
      consumer: caller.consumer,
      principal: caller.principal,
      service: caller.service,
      chargedAccount: caller.chargedAccount,
      firstFamily: operation.firstFamily,
      secondFamily: operation.secondFamily,
      first: UsePattern.KeyUse(found, operation.name),
      second: operation.secondName.map { UsePattern.KeyUse(part.second ?? none, $0) }
    )
  }
}

extension UsePattern.KeyUse {
  fileprivate init(_ key: KeyPart.Key, _ operation: Symbol) {
    self.init(key: key.key, keyAccount: key.account, operation: operation)
  }
}

/// Values by the bytes they are made of.
private struct PartTable<Part>: ~Copyable {
  private var interner = ByteInterner()
  private var parts: [Part] = []

  subscript(number: Int32) -> Part { parts[Int(number)] }

  mutating func number(
    _ bytes: UnsafeBufferPointer<UInt8>,
    make: @autoclosure () -> Part
  ) -> Int32 {
    let (number, isNew) = interner.intern(bytes)
    if isNew { parts.append(make()) }
    return Int32(number)
  }
}
