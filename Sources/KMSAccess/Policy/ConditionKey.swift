import KMSModel

/// A condition key, and how its value in a request is told.
struct ConditionKey: Sendable {
  enum Source: Sendable {
    /// The record of the request, where it has the member in question.
    case record
    /// What is known of accounts and keys beyond the logs.
    case inventory
    /// Neither: the value is never known.
    case nowhere
  }

  let source: Source
  /// Holds a set of values, which only `ForAnyValue` and `ForAllValues` compare.
  var isMultivalued = false
  /// By the last part of the key's name, for the keys that name something in it.
  let value: @Sendable (AccessRequest, AccessInventory, String) -> ConditionValue

  /// Names are compared without regard to case (IAM User Guide, AWS JSON policy elements:
  /// Condition).
  ///
  /// - Returns: the key, and what follows the name of a family such as `aws:ResourceTag/`; nil for
  ///   a key that is not in the table.
  static func named(_ text: String) -> (key: ConditionKey, name: String)? {
    let lowercase = text.lowercased()
    if let key = table[lowercase] { return (key, "") }
    for (beginning, key) in families where lowercase.hasPrefix(beginning) {
      return (key, String(lowercase.dropFirst(beginning.count)))
    }
    return nil
  }
}

// MARK: - The table

extension ConditionKey {
  /// Every key that is known by its whole name, in lower case.
  static let table: [String: ConditionKey] = Dictionary(
    (parameters + record + inventory + nowhere).map { ($0.0.lowercased(), $0.1) },
    uniquingKeysWith: { first, _ in first }
  )

  /// Keys that end in a name of the policy's own choice.
  static let families: [(String, ConditionKey)] = [
    (
      "kms:encryptioncontext:",
      ConditionKey(source: .record) { request, _, name in request.contextValue(name) }
    ),
    (
      "aws:resourcetag/",
      ConditionKey(source: .inventory) { _, inventory, name in inventory.tag(name) }
    ),
    ("aws:principaltag/", ConditionKey(source: .nowhere) { _, _, _ in .unknown }),
    ("kms:recipientattestation:", ConditionKey(source: .nowhere) { _, _, _ in .unknown }),
  ]

  private static let parameters = RequestParameter.allCases.map { parameter in
    fromRecord(parameter.rawValue, isMultivalued: parameter == .grantOperations) {
      $0.detail[parameter]
    }
  }

  private static func fromRecord(
    _ name: String,
    isMultivalued: Bool = false,
    _ value: @escaping @Sendable (AccessRequest) -> ConditionValue
  ) -> (String, ConditionKey) {
    let key = ConditionKey(source: .record, isMultivalued: isMultivalued) { request, _, _ in
      value(request)
    }
    return (name, key)
  }

  private static let record = [
    fromRecord("aws:CurrentTime") { $0.detail.time.map { [$0.description] } },
    fromRecord("aws:EpochTime") { $0.detail.time.map { [String($0.rawValue)] } },
    fromRecord("aws:PrincipalAccount", \.account),
    fromRecord("aws:PrincipalArn", \.principalARN),
    fromRecord("aws:PrincipalIsAWSService", \.isFromService),
    fromRecord("aws:PrincipalType", \.principalType),
    fromRecord("aws:SourceIp", \.sourceIP),
    fromRecord("aws:SourceVpce", \.vpcEndpoint),
    fromRecord("aws:username", \.userName),
    fromRecord("aws:ViaAWSService", \.isViaService),
    fromRecord("kms:CallerAccount", \.account),
    fromRecord("kms:EncryptionContextKeys", isMultivalued: true, \.contextKeys),
    fromRecord("kms:GrantIsForAWSResource", \.grantIsForResource),
    fromRecord("kms:RequestAlias", \.alias),
    fromRecord("kms:ViaService", \.viaService),
  ]

  private static func fromInventory(
    _ name: String,
    isMultivalued: Bool = false,
    _ value: @escaping @Sendable (AccessRequest, AccessInventory) -> ConditionValue
  ) -> (String, ConditionKey) {
    (
      name,
      ConditionKey(source: .inventory, isMultivalued: isMultivalued) { request, inventory, _ in
        value(request, inventory)
      }
    )
  }

  private static let inventory = [
    fromInventory("aws:PrincipalOrgID") { $0.ofAccount($1.organizationID.map { [$0] }) },
    fromInventory("aws:PrincipalOrgPaths", isMultivalued: true) {
      $0.ofAccount($1.organizationPaths)
    },
    fromInventory("kms:KeyOrigin") { $1.keyOrigin.map { [$0] } },
    fromInventory("kms:KeySpec") { $1.keySpec.map { [$0] } },
    fromInventory("kms:KeyUsage") { $1.keyUsage.map { [$0] } },
    fromInventory("kms:MultiRegion") { $1.isMultiRegion.map { [String($0)] } },
    fromInventory("kms:MultiRegionKeyType") { $1.multiRegionKeyType.map { [$0] } },
  ]

  /// `kms:ResourceAliases` is of IAM policies only: what it does in a key policy, nobody says.
  private static let nowhere = [
    "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:SourceOrgID",
    "aws:SourceOrgPaths", "aws:SourceVpc", "kms:ResourceAliases",
  ].map { ($0, ConditionKey(source: .nowhere) { _, _, _ in .unknown }) }
}
