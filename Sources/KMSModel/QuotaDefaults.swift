// AWS's default request quotas, from the newest copy read of the "Request quotas" page of the KMS
// Developer Guide (2026; the shared cryptographic values were raised on 2024-07-08). An account's
// applied values may differ: Service Quotas tells them.

extension QuotaTable {
  /// Date of the newest source of the table.
  package static let date = "2026-11-17"

  static let symmetricByRegion: [String: Double] = [
    "us-east-1": 100_000, "us-west-2": 100_000, "eu-west-1": 100_000,
    "us-east-2": 20_000, "ap-southeast-1": 20_000, "ap-southeast-2": 20_000,
    "ap-northeast-1": 20_000, "eu-central-1": 20_000, "eu-west-2": 20_000,
  ]
  static let symmetricElsewhere = 10_000.0

  static let sharedFamily: [String: Double] = [
    QuotaFamily.rsa: 1_000, QuotaFamily.eccAndSM2: 1_000, QuotaFamily.mlDSA: 1_000,
  ]

  /// Of each store, CloudHSM or external.
  static let customKeyStore = 1_800.0

  /// By key pair spec; none is known for ML-KEM.
  static let keyPair: [String: Double] = [
    "ECC_NIST_P256": 100, "ECC_NIST_P384": 100, "ECC_NIST_P521": 100, "ECC_SECG_P256K1": 100,
    "ECC_NIST_EDWARDS25519": 100, "RSA_2048": 20, "RSA_3072": 4, "RSA_4096": 1, "SM2": 25,
  ]
  static let keyPairInChina: [String: Double] = ["RSA_2048": 1, "RSA_3072": 0.5, "RSA_4096": 0.1]

  static let ofOperation: [String: Double] = [
    "DescribeKey": 2_000, "GetPublicKey": 2_000, "ListResourceTags": 2_000,
    "GetKeyPolicy": 1_000, "GetKeyRotationStatus": 1_000,
    "ListAliases": 500, "ListKeys": 500,
    "ListGrants": 100, "ListKeyPolicies": 100, "ListKeyRotations": 100, "ListRetirableGrants": 100,
    "CreateGrant": 50, "RetireGrant": 50, "RevokeGrant": 50,
    "DeleteAlias": 15, "DeleteImportedKeyMaterial": 15, "EnableKeyRotation": 15,
    "ImportKeyMaterial": 15, "PutKeyPolicy": 15, "ScheduleKeyDeletion": 15,
    "TagResource": 10, "GetParametersForImport": 1,
  ]
  static let remainingOperation = 5.0
}
