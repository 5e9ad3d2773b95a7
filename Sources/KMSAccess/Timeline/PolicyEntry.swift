package import KMSModel

/// What one event or export tells of a key's policy.
package struct PolicyEntry: Hashable, Sendable {
  package enum Source: Hashable, Sendable {
    case event(name: String, id: String)
    /// The file's name.
    case export(String)
  }

  package enum Document: Hashable, Sendable {
    case policy(KeyPolicy)
    /// The text, and why it cannot be judged.
    case unreadable(String, KeyPolicyError)
    /// Set, but to what is not told; why.
    case missing(String)
  }

  package var time: Timestamp
  package var source: Source
  package var document: Document
  /// KMS's own, for a CreateKey that gives none.
  package var isDefault = false

  package var isExport: Bool { if case .export = source { true } else { false } }

  /// A key had no policy before its creation.
  package var isCreation: Bool {
    guard case .event(let name, _) = source else { return false }
    return name == "CreateKey" || name == "ReplicateKey"
  }
}

extension PolicyEntry.Document {
  init(_ text: String) {
    do throws(KeyPolicyError) {
      self = .policy(try KeyPolicy(parsing: text))
    } catch {
      self = .unreadable(text, error)
    }
  }

  /// The policy that KMS gives a key for which CreateKey names none (KMS Developer Guide, Default
  /// key policy).
  ///
  /// Not from its text: most keys have it.
  static func byDefault(_ key: KeyARN) -> Self {
    let statement = PolicyStatement(
      index: 0,
      sid: "Enable IAM User Permissions",
      effect: .allow,
      principal: .only([.account(key.account)]),
      action: .only(["kms:*"]),
      resource: .only(["*"]),
      conditions: []
    )
    return .policy(KeyPolicy(hasVariables: true, statements: [statement]))
  }

  var isKnown: Bool { if case .missing = self { false } else { true } }
}
