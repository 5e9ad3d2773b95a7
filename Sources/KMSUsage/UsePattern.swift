import KMSModel

/// Everything two records can share: all of a record but its second of the day and its ids.
///
/// Put together when all is read; a record costs a look-up of its three parts.
struct UsePattern {
  /// What a record is for the count of requests.
  enum Kind: UInt8 { case request, shadow, dryRun, serviceEvent }

  let operation: PatternOperation
  let caller: PatternCaller
  let keys: PatternKeys
  let day: UInt16

  /// AWS itself calls nothing: what it records of its own are events of the service.
  var kind: Kind {
    operation.kind == .request && caller.isAWSInternal ? .serviceEvent : operation.kind
  }
}

/// What was done, where, and how it ended.
struct PatternOperation: Sendable {
  var kind: UsePattern.Kind
  var outcome: Outcome
  var region: Symbol
  var name: Symbol
  /// What was done to the second key of a ReEncrypt; else "".
  var secondName: Symbol
  var firstFamily: Symbol
  /// The account's symmetric quota beside that of a custom key store; "" if there is none.
  var secondFamily: Symbol

  var orderKey: InlineArray<7, Symbol> {
    [
      name, region, Symbol(kind.rawValue), Symbol(outcome.rawValue), secondName, firstFamily,
      secondFamily,
    ]
  }

  mutating func renumber(_ map: [Symbol]) {
    region = map[Int(region)]
    name = map[Int(name)]
    secondName = map[Int(secondName)]
    firstFamily = map[Int(firstFamily)]
    secondFamily = map[Int(secondFamily)]
  }
}

/// Who made a request, and into whose trail its record went.
struct PatternCaller: Sendable {
  var attribution: Attribution
  /// The recipient is the caller's account, or there is no recipient.
  var isCallersCopy: Bool
  /// AWS itself, without an identity: a service event.
  var isAWSInternal: Bool
  var recipient: Symbol
  var consumer: Symbol
  var principal: Symbol
  var service: Symbol
  var chargedAccount: Symbol

  var orderKey: InlineArray<8, Symbol> {
    [
      consumer, principal, service, Symbol(attribution.rawValue), recipient, chargedAccount,
      isCallersCopy ? 1 : 0, isAWSInternal ? 1 : 0,
    ]
  }

  mutating func renumber(_ map: [Symbol]) {
    recipient = map[Int(recipient)]
    consumer = map[Int(consumer)]
    principal = map[Int(principal)]
    service = map[Int(service)]
    chargedAccount = map[Int(chargedAccount)]
  }
}

/// To which keys.
struct PatternKeys: Sendable {
  /// A key and its owner.
  struct Key: Sendable {
    /// Key ARN, "" or `unresolved: …`.
    var key: Symbol
    var account: Symbol
  }

  var first: Key
  /// The destination of a ReEncrypt; of other operations it means nothing.
  var second: Key
  /// ARN of the alias that alone names the first key; else "".
  var alias: Symbol

  var orderKey: InlineArray<5, Symbol> {
    [first.key, first.account, second.key, second.account, alias]
  }

  mutating func renumber(_ map: [Symbol]) {
    first = Key(key: map[Int(first.key)], account: map[Int(first.account)])
    second = Key(key: map[Int(second.key)], account: map[Int(second.account)])
    alias = map[Int(alias)]
  }
}
