// Facts from the AWS KMS API model of 2026-11-17 (56 operations) and the API reference pages that
// belong to it: which key an operation takes, whether it works on another account's key, and the
// grant operations of `GrantOperation`.

extension Operation {
  package static let all: [Operation] =
    cryptographic + stateChanging + readOnly

  /// What AWS itself does to a key: events that are no request of anybody.
  package static let serviceEvents: Set<String> = [
    "DeleteKey", "RotateKey", "DeleteExpiredKeyMaterial", "SynchronizeMultiRegionKey",
  ]

  private static let cryptographic: [Operation] = [
    use("Decapsulate"),
    use("Decrypt"),
    use("DeriveSharedSecret"),
    use("Encapsulate"),
    use("Encrypt"),
    use("GenerateDataKey"),
    use("GenerateDataKeyPair"),
    use("GenerateDataKeyPairWithoutPlaintext"),
    use("GenerateDataKeyWithoutPlaintext"),
    use("GenerateMac"),
    use("GenerateRandom", namesKey: false, crossAccount: false, grants: []),
    use("ReEncrypt", grants: ["ReEncryptFrom", "ReEncryptTo"]),
    use("Sign"),
    use("Verify"),
    use("VerifyMac"),
  ]

  private static let stateChanging: [Operation] = [
    change("CancelKeyDeletion", .keyAdministration),
    change("CreateKey", .keyAdministration, namesKey: false),
    change("DisableKey", .keyAdministration),
    change("DisableKeyRotation", .keyAdministration),
    change("EnableKey", .keyAdministration),
    change("EnableKeyRotation", .keyAdministration),
    change("ReplicateKey", .keyAdministration),
    change("RotateKeyOnDemand", .keyAdministration),
    change("ScheduleKeyDeletion", .keyAdministration),
    change("TagResource", .keyAdministration),
    change("UntagResource", .keyAdministration),
    change("UpdateKeyDescription", .keyAdministration),
    change("UpdatePrimaryRegion", .keyAdministration),
    change("PutKeyPolicy", .policy),
    change("CreateGrant", .grant, crossAccount: true, grantable: true),
    change("RetireGrant", .grant, crossAccount: true, grantable: true),
    change("RevokeGrant", .grant, crossAccount: true),
    change("CreateAlias", .alias),
    change("DeleteAlias", .alias),
    change("UpdateAlias", .alias),
    change("DeleteImportedKeyMaterial", .importedMaterial),
    change("ImportKeyMaterial", .importedMaterial),
    change("ConnectCustomKeyStore", .customKeyStore, namesKey: false),
    change("CreateCustomKeyStore", .customKeyStore, namesKey: false),
    change("DeleteCustomKeyStore", .customKeyStore, namesKey: false),
    change("DisconnectCustomKeyStore", .customKeyStore, namesKey: false),
    change("UpdateCustomKeyStore", .customKeyStore, namesKey: false),
  ]

  private static let readOnly: [Operation] = [
    read("DescribeCustomKeyStores", namesKey: false),
    read("DescribeKey", crossAccount: true, grantable: true),
    read("GetKeyLastUsage"),
    read("GetKeyPolicy"),
    read("GetKeyRotationStatus", crossAccount: true),
    read("GetParametersForImport"),
    read("GetPublicKey", crossAccount: true, grantable: true),
    read("ListAliases", namesKey: false),
    read("ListGrants", crossAccount: true),
    read("ListKeyPolicies"),
    read("ListKeyRotations"),
    read("ListKeys", namesKey: false),
    read("ListResourceTags"),
    read("ListRetirableGrants", namesKey: false),
  ]

  private static func use(
    _ name: String,
    namesKey: Bool = true,
    crossAccount: Bool = true,
    grants: [String]? = nil
  ) -> Operation {
    Operation(
      name: name,
      category: .cryptographic,
      changesState: false,
      namesKey: namesKey,
      crossAccountAllowed: crossAccount,
      grantOperations: grants ?? [name]
    )
  }

  private static func change(
    _ name: String,
    _ category: Category,
    namesKey: Bool = true,
    crossAccount: Bool = false,
    grantable: Bool = false
  ) -> Operation {
    Operation(
      name: name,
      category: category,
      changesState: true,
      namesKey: namesKey,
      crossAccountAllowed: crossAccount,
      grantOperations: grantable ? [name] : []
    )
  }

  private static func read(
    _ name: String,
    namesKey: Bool = true,
    crossAccount: Bool = false,
    grantable: Bool = false
  ) -> Operation {
    Operation(
      name: name,
      category: .readOnly,
      changesState: false,
      namesKey: namesKey,
      crossAccountAllowed: crossAccount,
      grantOperations: grantable ? [name] : []
    )
  }
}
