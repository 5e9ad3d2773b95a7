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

  /// The parts a record is made of: equal parts, equal pattern.
  struct Parts {
    let operation: Int32
    let caller: Int32
    let key: Int32
  }

  /// Finds the parts of a record, whose key is `key`.
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

  func kind(_ parts: Parts) -> UsePattern.Kind {
    let kind = operations[parts.operation].kind
    return kind == .request && callers[parts.caller].isAWSInternal ? .serviceEvent : kind
  }

  /// A state-changing event, which is kept whole.
  func isEvidence(_ parts: Parts) -> Bool {
    operations[parts.operation].operation?.changesState ?? (kind(parts) == .serviceEvent)
  }

  mutating func pattern(_ parts: Parts) -> UsePattern {
    let (operation, caller) = (operations[parts.operation], callers[parts.caller])
    let part = keys[parts.key]
    let key = part.key(operation, caller, &symbols)
    return UsePattern(
      kind: kind(parts),
      outcome: operation.outcome,
      isCallersCopy: caller.isCallersCopy,
      attribution: caller.attributed.rule,
      recipient: caller.recipient,
      region: operation.region,
      consumer: caller.consumer,
      principal: caller.principal,
      service: caller.service,
      chargedAccount: caller.chargedAccount,
      firstFamily: operation.firstFamily,
      secondFamily: operation.secondFamily,
      first: UsePattern.KeyUse(key, operation.name),
      second: operation.secondName.map {
        UsePattern.KeyUse(part.destination(&symbols), $0)
      },
      alias: part.alias(operation, caller, &symbols)
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
