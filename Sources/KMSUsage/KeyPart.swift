import CloudTrail
import KMSModel

/// The keys a record names, by the first place that tells.
struct KeyPart {
  /// A key and its owner.
  struct Key {
    /// Key ARN, "" or `unresolved: …`.
    var key: Symbol
    var account: Symbol

    init(_ arn: KeyARN, _ symbols: inout SymbolTable) {
      key = symbols.symbol(arn.text)
      account = symbols.symbol(arn.account)
    }

    init(_ reason: UnresolvedKey?, _ symbols: inout SymbolTable) {
      key = symbols.symbol(reason?.text ?? "")
      account = symbols.symbol("")
    }
  }

  /// Nil when no ARN names the key.
  let first: Key?
  /// The second key of the record's resources: the destination of a ReEncrypt.
  let second: Key?

  /// The order: `resources`, the response, the request, and for a refused call its message.
  init(_ record: RecordTexts, _ symbols: inout SymbolTable) {
    let resource = record[.keyARN]
    let places =
      resource.isEmpty
      ? [record[.responseKeyARN], record[.requestKeyId], record.messageKeyARN] : [resource]
    let arn = places.lazy.compactMap { KeyARN($0) }.first
    first = arn.map { Key($0, &symbols) }
    second = KeyARN(record[.secondKeyARN]).map { Key($0, &symbols) }
  }

  /// The key of a record that has no ARN of it.
  ///
  /// A bare id means the caller's own account and Region, but for the source of a decryption: there
  /// it is only compared with the ciphertext's key, which may be anybody's.
  static func unresolved(
    _ record: RecordTexts,
    _ operation: OperationPart,
    _ caller: CallerPart,
    _ symbols: inout SymbolTable
  ) -> Key {
    if operation.operation?.namesKey == false { return Key(nil, &symbols) }
    let id = record[.requestKeyId]
    if id.isEmpty || !record[.keyARN].isEmpty { return Key(.noKey, &symbols) }
    if id.hasPrefix("alias/") || id.hasPrefix("arn:") { return Key(.unknownAlias, &symbols) }
    let isSource = ["Decrypt", "ReEncrypt"].contains(operation.operation?.name)
    let rule = caller.attributed.rule
    let (account, region) = (caller.attributed.account, record[.awsRegion])
    guard !isSource, rule == .identity || rule == .issuer, !region.isEmpty,
      let arn = KeyARN(keyID: id, account: account, region: region)
    else { return Key(.noAccount, &symbols) }
    return Key(arn, &symbols)
  }
}
