import AuditStore
import KMSAccess
import KMSModel

/// Finds the keys of a store that a person means.
///
/// A key is named by its ARN, its id, an unambiguous beginning of either, or an alias: `alias/name`
/// or its ARN, which means the key that it named last. Related multi-Region keys share their id: it
/// means all of them.
struct KeyNames {
  private static let mostTold = 5

  private let store: AuditStore

  init(_ store: AuditStore) { self.store = store }

  /// The ARNs of the keys that are meant; nil for "", which means all.
  ///
  /// - Throws: `notInStore` for a name that fits no key, or several; a whole key ARN is taken as it
  ///   is, whether the store knows it or not. `store`.
  func keys(named text: String) throws(AuditError) -> Set<String>? {
    text.isEmpty ? nil : Set(try found(text).map(\.text))
  }

  /// The one key that is meant.
  func key(named text: String) throws(AuditError) -> KeyARN {
    let keys = try found(text)
    guard keys.count == 1 else { throw ambiguous(text, keys.map(\.text)) }
    return keys[0]
  }

  private func found(_ text: String) throws(AuditError) -> [KeyARN] {
    if text.hasPrefix("alias/") || text.contains(":alias/") { return [try key(ofAlias: text)] }
    let known = try Audit.withStoreErrors { () throws(StoreError) in try store.keyARNs() }
      .compactMap { KeyARN($0) }
    let exact = known.filter { $0.text == text || $0.keyID == text }
    let meant = exact.isEmpty ? known.filter { $0.begins(with: text) } : exact
    guard let first = meant.first else {
      if let key = KeyARN(text) { return [key] }
      throw .notInStore("the store knows no key whose ARN or id begins with \(text)")
    }
    guard meant.allSatisfy({ $0 == first || $0.isRelated(to: first) }) else {
      throw ambiguous(text, meant.map(\.text))
    }
    return meant
  }

  private func key(ofAlias text: String) throws(AuditError) -> KeyARN {
    let entries = try aliases().entries.filter { entry in
      entry.alias == text || text.hasPrefix("alias/") && entry.alias.hasSuffix(":" + text)
    }
    let named = entries.filter { $0.keyARN != nil }
    guard named.count < 2 else { throw ambiguous(text, named.map(\.alias)) }
    if let key = named.first?.keyARN.flatMap({ KeyARN($0) }) { return key }
    guard let last = entries.first else {
      throw .notInStore("neither the logs nor an export in the store tell of the alias \(text)")
    }
    throw .notInStore("the alias \(text) names no key since \(last.time)")
  }

  private func aliases() throws(AuditError) -> AliasBook {
    try Audit.withStoreErrors { () throws(StoreError) in
      AliasBook(
        events: try store.evidence(names: AliasBook.eventNames).compactMap { try? KeyEvent($0) },
        exports: try store.exports([.aliases])
      )
    }
  }

  private func ambiguous(_ text: String, _ candidates: [String]) -> AuditError {
    let more = candidates.count - Self.mostTold
    return .notInStore(
      "--key \(text) may be each of \(candidates.prefix(Self.mostTold).joined(separator: ", "))"
        + (more > 0 ? " and \(more) more" : "")
    )
  }
}

extension KeyARN {
  /// An `a` is the beginning of ids, not of every ARN.
  fileprivate func begins(with beginning: String) -> Bool {
    (beginning.hasPrefix("arn:") ? text : keyID).hasPrefix(beginning)
  }
}
