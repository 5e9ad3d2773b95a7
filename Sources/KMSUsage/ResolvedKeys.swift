import CloudTrail
import KMSModel

/// The keys a record is about, by the first place that tells.
struct ResolvedKeys {
  /// A key, its owner and what was done to it.
  struct Use: Hashable {
    var key: String
    var account: String
    var operation: String
  }

  let first: Use
  let second: Use?

  init(_ record: RecordTexts, caller: Attributed) {
    let name = record[.eventName]
    let source = Self.key(of: record, caller)
    guard name == "ReEncrypt" else {
      first = Self.use(source, name)
      second = nil
      return
    }
    first = Self.use(source, "ReEncryptFrom")
    let destination = KeyARN(record[.secondKeyARN])
    second = Self.use(destination.map { .arn($0) } ?? .unresolved(.noKey), "ReEncryptTo")
  }

  private enum Key {
    case arn(KeyARN)
    case none
    case unresolved(UnresolvedKey)
  }

  private static func use(_ key: Key, _ operation: String) -> Use {
    switch key {
    case .arn(let arn): Use(key: arn.text, account: arn.account, operation: operation)
    case .none: Use(key: "", account: "", operation: operation)
    case .unresolved(let reason):
      Use(key: reason.text, account: "", operation: operation)
    }
  }

  /// The order: `resources`, the response, the request, and for a refused call its message.
  private static func key(of record: RecordTexts, _ caller: Attributed) -> Key {
    let places = [
      record[.keyARN], record[.responseKeyARN], record[.requestKeyId], record.messageKeyARN,
    ]
    for text in places {
      if let arn = KeyARN(text) { return .arn(arn) }
    }
    if Operation.named(record[.eventName])?.namesKey == false { return .none }
    return bare(record[.requestKeyId], record, caller)
  }

  /// A bare id means the caller's own account and Region, but for the source of a decryption: there
  /// it is only compared with the ciphertext's key, which may be anybody's.
  private static func bare(_ id: String, _ record: RecordTexts, _ caller: Attributed) -> Key {
    if id.isEmpty { return .unresolved(.noKey) }
    if id.contains("alias/") { return .unresolved(.unknownAlias) }
    let isSource = ["Decrypt", "ReEncrypt"].contains(record[.eventName])
    let isOwn = caller.rule == .identity || caller.rule == .issuer
    guard !isSource, isOwn, !record[.awsRegion].isEmpty else { return .unresolved(.noAccount) }
    return KeyARN(keyID: id, account: caller.account, region: record[.awsRegion])
      .map { .arn($0) } ?? .unresolved(.noAccount)
  }
}
