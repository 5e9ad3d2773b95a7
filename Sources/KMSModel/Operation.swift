/// A KMS API operation and what its nature decides.
package struct Operation: Hashable, Sendable {
  package enum Category: String, Hashable, Sendable, CaseIterable {
    case cryptographic
    case keyAdministration = "key-admin"
    case policy
    case grant
    case alias
    case importedMaterial = "import"
    case customKeyStore = "custom-key-store"
    case readOnly = "read-only"
  }

  /// CloudTrail's `eventName`.
  package let name: String
  package let category: Category
  /// Changes a key, its policy, its grants or aliases, or a custom key store.
  package let changesState: Bool
  /// A request must concern an existing KMS key.
  ///
  /// False for CreateKey, though its record names the new key, and for ListAliases, where the key
  /// is a filter.
  package let namesKey: Bool
  /// A caller of another account can succeed.
  ///
  /// False for ListRetirableGrants, which never leaves the caller's own account though it may list
  /// grants on foreign keys.
  package let crossAccountAllowed: Bool
  /// The grant operations that permit it, in the order of the keys a request names; empty when no
  /// grant can.
  package let grantOperations: [String]

  package var isCryptographic: Bool { category == .cryptographic }

  /// What permits it, as key policies call that: of a ReEncrypt there are two.
  package var permissions: [String] { name == "ReEncrypt" ? grantOperations : [name] }

  /// - Returns: nil for a name that is not in the table.
  package static func named(_ name: String) -> Operation? { byName[name] }

  private static let byName = Dictionary(
    all.map { ($0.name, $0) },
    uniquingKeysWith: { first, _ in first }
  )
}
