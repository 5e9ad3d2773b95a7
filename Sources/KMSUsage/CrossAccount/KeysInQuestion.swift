import CloudTrail
import KMSModel

// What a grant or a policy may ask of a request matters only for keys that have one: of all others
// nothing but their patterns is kept.

extension KMSEvent {
  /// Events that give a key a grant or a policy other than the default one.
  private static let telling: Set<String> = [
    "CreateGrant", "PutKeyPolicy", "CreateKey", "ReplicateKey",
  ]

  /// Id of the key, which a replica shares.
  var keyInQuestion: String? {
    guard Self.telling.contains(text(.eventName)) else { return nil }
    let name = text(isEmpty(.keyARN) ? .requestKeyId : .keyARN)
    return KeyARN(name)?.keyID ?? name
  }
}

extension PatternFacts {
  /// Whether a pattern is of one of these keys.
  func patterns(ofKeys ids: Set<String>, _ texts: [String]) -> [Bool] {
    let isOne = keys.map { keys in
      [keys.first, keys.second].contains { key in
        KeyARN(texts[Int(key.key)]).map { ids.contains($0.keyID) } ?? false
      }
    }
    return patterns.map { isOne[Int($0.key)] }
  }
}
