/// Why a request that concerns a key cannot be laid to one.
package enum UnresolvedKey: String, Hashable, Sendable, CaseIterable {
  case noKey = "no key in the record"
  case unknownAlias = "alias not known"
  case noAccount = "key id without an account"

  /// What stands in place of the key ARN.
  package var text: String { "unresolved: " + rawValue }
}
