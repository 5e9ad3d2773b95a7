import CloudTrail
import KMSModel

/// An alias that came to name a key, or that was deleted.
struct AliasChange: Hashable {
  let alias: String
  /// Key ARN and account; nil when the alias was deleted.
  let key: KeyARN?
  let time: Int64

  /// Nil for an event that changed no alias.
  init?(_ event: KMSEvent) {
    let name = event.text(.eventName)
    guard ["CreateAlias", "UpdateAlias", "DeleteAlias"].contains(name), event.isEmpty(.errorCode),
      !event.isDryRun
    else { return nil }
    // Aliases are changed in the caller's own account only.
    let account = event.text(event.isEmpty(.accountId) ? .recipientAccountId : .accountId)
    let region = event.text(.awsRegion)
    let requested = event.text(.requestAliasName)
    guard let alias = AliasARN(requested, account: account, region: region) else { return nil }
    self.alias = alias.text
    time = event.time.rawValue
    key = name == "DeleteAlias" ? nil : Self.key(of: event, account, region)
  }

  init(_ stored: StoredAliasChange) {
    (alias, key, time) = (stored.alias, KeyARN(stored.key), stored.time)
  }

  var stored: StoredAliasChange {
    StoredAliasChange(alias: alias, key: key?.text ?? "", time: time)
  }

  private static func key(of event: KMSEvent, _ account: String, _ region: String) -> KeyARN? {
    let id = event.text(.requestTargetKeyId)
    return KeyARN(event.text(.keyARN)) ?? KeyARN(event.text(.responseKeyARN)) ?? KeyARN(id)
      ?? KeyARN(keyID: id, account: account, region: region)
  }
}

/// Which key an alias named when, as far as the logs tell.
struct AliasTable {
  private let changes: [String: [AliasChange]]

  init(_ all: [AliasChange]) {
    changes = Dictionary(grouping: Set(all), by: \.alias)
  }

  /// What is known of an alias in a span of seconds: the changes in it, and what the last before it
  /// left; before the first change it is not known what it named.
  func changes(of alias: String, from start: Int64, for seconds: Int) -> [AliasChange] {
    let known = (changes[alias] ?? []).filter { $0.time < start + Int64(seconds) }
    guard let last = known.lazy.map(\.time).filter({ $0 <= start }).max() else { return known }
    return known.filter { $0.time >= last }
  }

  var allKeys: Set<KeyARN> { Set(changes.values.joined().compactMap(\.key)) }
}
