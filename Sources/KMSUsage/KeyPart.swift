import CloudTrail
import KMSModel

/// The keys a record names, by the first place that tells.
struct KeyPart {
  typealias Key = PatternKeys.Key

  /// Nil when no ARN names the key.
  private let first: Key?
  /// The second key of the record's resources: the destination of a ReEncrypt.
  private let second: Key?
  /// What the request calls the key where no ARN does: a bare id or an alias.
  private let name: String
  /// Details are kept of its use.
  let isDetailed: Bool

  /// The order: `resources`, the response, the request, and for a refused call its message.
  init(_ record: RecordTexts, _ detailedKeys: DetailedKeys, _ symbols: inout SymbolTable) {
    let resource = record[.keyARN]
    let requested = resource.isEmpty ? record[.requestKeyId] : ""
    let places =
      resource.isEmpty ? [record[.responseKeyARN], requested, record.messageKeyARN] : [resource]
    let arn = places.lazy.compactMap { KeyARN($0) }.first
    first = arn.map { Key($0, &symbols) }
    let destination = KeyARN(
      resource.isEmpty ? record[.requestDestinationKeyId] : record[.secondKeyARN]
    )
    second = destination.map { Key($0, &symbols) }
    isDetailed = detailedKeys.contain(oneOf: [arn, destination].compactMap(\.self))
    name = arn == nil ? requested : ""
  }

  /// Who called and what was done do not matter: an ARN names the key.
  var isCertain: Bool { first != nil }

  /// Whose keys these may be, as far as ARNs tell.
  func accounts(_ symbols: SymbolTable) -> [String] {
    let owners = [first, second].compactMap { $0.map { symbols.texts[Int($0.account)] } }
    return owners + (ARN.account(of: name).map { [$0] } ?? [])
  }

  /// The keys of a request.
  func keys(
    _ operation: OperationPart,
    _ caller: CallerPart,
    _ symbols: inout SymbolTable
  ) -> PatternKeys {
    PatternKeys(
      first: key(operation, caller, &symbols),
      second: second ?? Key(.noKey, &symbols),
      alias: alias(operation, caller, &symbols)
    )
  }

  /// The key of the request; of a ReEncrypt its source.
  ///
  /// A bare id means the caller's own account and Region, but for the source of a decryption: there
  /// it is only compared with the ciphertext's key, which may be anybody's.
  private func key(
    _ operation: OperationPart,
    _ caller: CallerPart,
    _ symbols: inout SymbolTable
  ) -> Key {
    if let first { return first }
    if operation.operation?.namesKey == false { return Key(nil, &symbols) }
    if name.isEmpty { return Key(.noKey, &symbols) }
    if name.hasPrefix("alias/") || name.contains(":alias/") { return Key(.unknownAlias, &symbols) }
    // An ARN, but no key's.
    if name.hasPrefix("arn:") { return Key(.noKey, &symbols) }
    let isSource = ["Decrypt", "ReEncrypt"].contains(operation.operation?.name)
    let rule = caller.attributed.rule
    let region = symbols.texts[Int(operation.facts.region)]
    guard !isSource, rule == .identity || rule == .issuer, !region.isEmpty,
      let arn = KeyARN(keyID: name, account: caller.attributed.account, region: region)
    else { return Key(.noAccount, &symbols) }
    return Key(arn, &symbols)
  }

  /// ARN of the alias that names the key where nothing else does; else "".
  ///
  /// Whose alias a name means is only clear when the caller is.
  private func alias(
    _ operation: OperationPart,
    _ caller: CallerPart,
    _ symbols: inout SymbolTable
  ) -> Symbol {
    let rule = caller.attributed.rule
    guard first == nil, operation.operation?.namesKey != false,
      let alias = AliasARN(
        name,
        account: rule == .identity || rule == .issuer ? caller.attributed.account : "",
        region: symbols.texts[Int(operation.facts.region)]
      )
    else { return 0 }
    return symbols.symbol(alias.text)
  }
}

extension PatternKeys.Key {
  fileprivate init(_ arn: KeyARN, _ symbols: inout SymbolTable) {
    key = symbols.symbol(arn.text)
    account = symbols.symbol(arn.account)
  }

  fileprivate init(_ reason: UnresolvedKey?, _ symbols: inout SymbolTable) {
    key = symbols.symbol(reason?.text ?? "")
    account = symbols.symbol("")
  }
}
