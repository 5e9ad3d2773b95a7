import KMSModel

/// Everything two records can share: all of a record but its time and its ids.
///
/// Made once a pattern, when all is read; a record costs a look-up.
struct UsePattern {
  /// What a record is for the count of requests.
  enum Kind: UInt8 { case request, shadow, dryRun, serviceEvent }

  /// A key and what was done to it.
  struct KeyUse {
    /// Key ARN, "" or `unresolved: …`.
    var key: Symbol
    var keyAccount: Symbol
    var operation: Symbol
  }

  var kind: Kind
  var outcome: Outcome
  /// Recipient is the caller's account, or there is no recipient.
  var isCallersCopy: Bool
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
  /// ARN of the alias that alone names the first key; else "".
  var alias: Symbol

  /// Moves all symbols to another table.
  mutating func renumber(_ map: [Symbol]) {
    func move(_ symbol: inout Symbol) { symbol = map[Int(symbol)] }
    move(&recipient)
    move(&region)
    move(&consumer)
    move(&principal)
    move(&service)
    move(&chargedAccount)
    move(&firstFamily)
    move(&secondFamily)
    first.renumber(map)
    second?.renumber(map)
    move(&alias)
  }
}

extension UsePattern.KeyUse {
  fileprivate mutating func renumber(_ map: [Symbol]) {
    key = map[Int(key)]
    keyAccount = map[Int(keyAccount)]
    operation = map[Int(operation)]
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
