/// What is known of the encryption context of a request.
package struct EncryptionContext: Hashable, Sendable {
  /// In it for certain.
  package var pairs: [String: String]
  /// Nothing else is in it.
  package var isWhole: Bool

  package init(pairs: [String: String], isWhole: Bool) {
    self.pairs = pairs
    self.isWhole = isWhole
  }

  package static let unknown = EncryptionContext(pairs: [:], isWhole: false)
  /// The request has none; KMS treats an empty one alike.
  package static let absent = EncryptionContext(pairs: [:], isWhole: true)

  package static func known(_ pairs: [String: String]) -> EncryptionContext {
    EncryptionContext(pairs: pairs, isWhole: true)
  }

  package static func atLeast(_ pairs: [String: String]) -> EncryptionContext {
    EncryptionContext(pairs: pairs, isWhole: false)
  }

  /// What holds for both of two requests.
  package func common(with other: EncryptionContext) -> EncryptionContext {
    if self == other { return self }
    return .atLeast(pairs.filter { other.has($0.key, $0.value) == .yes })
  }
}

extension EncryptionContext {
  private static let missing = Truth.missing("which encryption context")

  /// Names and values are compared byte by byte, as KMS does.
  private func has(_ name: String, _ value: String) -> Truth {
    guard let index = pairs.index(forKey: name), pairs[index].key.isSame(as: name) else {
      return isWhole ? .no : Self.missing
    }
    return Truth(pairs[index].value.isSame(as: value))
  }

  func contains(_ wanted: [String: String]) -> Truth {
    .all(wanted.lazy.map { has($0.key, $0.value) })
  }

  func equals(_ wanted: [String: String]) -> Truth {
    let whole = EncryptionContext.known(wanted)
    guard pairs.allSatisfy({ whole.has($0.key, $0.value) == .yes }) else { return .no }
    return isWhole ? contains(wanted) : Self.missing
  }
}
