import KMSModel

/// Everything two records can share: all of a record but its time and its ids.
///
/// Decided once a pattern, in plain Swift; a record then costs a look-up.
struct UsePattern: Hashable {
  /// What a record is for the count of requests.
  enum Kind: UInt8 { case request, shadow, dryRun, serviceEvent }

  /// A key and what was done to it.
  struct KeyUse: Hashable {
    /// Key ARN, "" or `unresolved: …`.
    var key: Symbol
    var keyAccount: Symbol
    var operation: Symbol
  }

  var kind: Kind
  var outcome: Outcome
  /// Recipient is the caller's account, or there is no recipient.
  var isCallersCopy: Bool
  /// A state-changing event, kept whole.
  var isEvidence: Bool
  var attribution: Attribution
  var recipient: Symbol
  var region: Symbol
  var consumer: Symbol
  var principal: Symbol
  var service: Symbol
  var chargedAccount: Symbol
  var firstFamily: Symbol
  /// The account's symmetric quota beside that of a custom key store; "" if there is none.
  var secondFamily: Symbol
  var first: KeyUse
  /// The destination of a ReEncrypt.
  var second: KeyUse?

  /// Symbols of another table.
  func mapped(_ map: [Symbol]) -> UsePattern {
    func moved(_ symbol: Symbol) -> Symbol { map[Int(symbol)] }
    var copy = self
    copy.recipient = moved(recipient)
    copy.region = moved(region)
    copy.consumer = moved(consumer)
    copy.principal = moved(principal)
    copy.service = moved(service)
    copy.chargedAccount = moved(chargedAccount)
    copy.firstFamily = moved(firstFamily)
    copy.secondFamily = moved(secondFamily)
    copy.first = first.mapped(map)
    copy.second = second?.mapped(map)
    return copy
  }
}

extension UsePattern.KeyUse {
  fileprivate func mapped(_ map: [Symbol]) -> Self {
    Self(
      key: map[Int(key)],
      keyAccount: map[Int(keyAccount)],
      operation: map[Int(operation)]
    )
  }
}

/// Texts of one worker by number, in order of first sight.
struct SymbolTable {
  private(set) var texts = [""]
  private var numbers: [String: Symbol] = ["": 0]

  mutating func symbol(_ text: String) -> Symbol {
    if let known = numbers[text] { return known }
    let number = Symbol(texts.count)
    texts.append(text)
    numbers[text] = number
    return number
  }
}
