import KMSModel
import Testing

@Suite struct Quotas {
  struct Request: CustomTestStringConvertible, Sendable {
    var operation: String
    var encryption = ""
    var signing = ""
    var mac = ""
    var pair = ""
    var store = ""
    var families: [String]
    var testDescription: String { "\(operation) \(families)" }
  }

  @Test(arguments: [
    Request(operation: "Decrypt", families: ["cryptographic-symmetric"]),
    Request(operation: "GenerateRandom", families: ["cryptographic-symmetric"]),
    Request(
      operation: "ReEncrypt",
      encryption: "SYMMETRIC_DEFAULT",
      families: ["cryptographic-symmetric"]
    ),
    Request(
      operation: "Encrypt",
      encryption: "RSAES_OAEP_SHA_256",
      families: ["cryptographic-rsa"]
    ),
    Request(operation: "Decrypt", encryption: "SM2PKE", families: ["cryptographic-ecc-sm2"]),
    Request(operation: "Decrypt", encryption: "NEW", families: ["Decrypt"]),
    Request(operation: "Sign", signing: "RSASSA_PSS_SHA_256", families: ["cryptographic-rsa"]),
    Request(operation: "Verify", signing: "ECDSA_SHA_256", families: ["cryptographic-ecc-sm2"]),
    Request(operation: "Sign", signing: "ED25519_SHA_512", families: ["cryptographic-ecc-sm2"]),
    Request(operation: "Sign", signing: "SM2DSA", families: ["cryptographic-ecc-sm2"]),
    Request(operation: "Sign", signing: "ML_DSA_SHAKE_256", families: ["cryptographic-ml-dsa"]),
    Request(operation: "Sign", families: ["Sign"]),
    Request(operation: "VerifyMac", mac: "HMAC_SHA_256", families: ["cryptographic-symmetric"]),
    Request(operation: "DeriveSharedSecret", families: ["cryptographic-ecc-sm2"]),
    Request(
      operation: "GenerateDataKeyPairWithoutPlaintext",
      pair: "RSA_2048",
      families: ["GenerateDataKeyPair RSA_2048"]
    ),
    Request(operation: "Encapsulate", families: ["Encapsulate"]),
    Request(
      operation: "GenerateDataKey",
      store: "cks-1",
      families: ["cryptographic-symmetric", "custom-key-store cks-1"]
    ),
    Request(
      operation: "ConnectCustomKeyStore",
      store: "cks-1",
      families: ["ConnectCustomKeyStore"]
    ),
    Request(operation: "DescribeKey", families: ["DescribeKey"]),
    Request(operation: "Unheard", families: ["Unheard"]),
  ])
  func `a request counts against its families`(request: Request) {
    #expect(
      QuotaFamily.families(
        operation: request.operation,
        encryptionAlgorithm: request.encryption,
        signingAlgorithm: request.signing,
        macAlgorithm: request.mac,
        keyPairSpec: request.pair,
        customKeyStoreID: request.store
      ) == request.families
    )
  }

  @Test(
    arguments: [
      ("us-east-1", "cryptographic-symmetric", 100_000),
      ("eu-west-2", "cryptographic-symmetric", 20_000),
      ("eu-north-1", "cryptographic-symmetric", 10_000), ("eu-north-1", "cryptographic-rsa", 1_000),
      ("eu-north-1", "custom-key-store cks-1", 1_800),
      ("eu-north-1", "GenerateDataKeyPair RSA_3072", 4),
      ("cn-north-1", "GenerateDataKeyPair RSA_3072", 0.5),
      ("cn-north-1", "GenerateDataKeyPair SM2", 25),
      ("eu-north-1", "GenerateDataKeyPair ML_KEM_512", nil),
      ("eu-north-1", "DescribeKey", 2_000), ("eu-north-1", "CreateGrant", 50),
      ("eu-north-1", "EnableKey", 5), ("eu-north-1", "Encapsulate", nil),
      ("eu-north-1", "Sign", nil),
      ("eu-north-1", "Unheard", nil), ("eu-north-1", "DeleteKey", nil),
    ] as [(String, String, Double?)]
  )
  func `AWS's default depends on Region and family`(
    region: String,
    family: String,
    quota: Double?
  ) {
    #expect(
      QuotaTable().requestsPerSecond(account: "111122223333", region: region, family: family)
        == quota
    )
  }

  @Test(arguments: [
    ("111122223333", "eu-west-1", "cryptographic-rsa", 5),
    ("111122223333", "us-east-1", "cryptographic-rsa", 4),
    ("111122223333", "us-east-1", "Encapsulate", 3),
    ("444455556666", "us-east-1", "cryptographic-rsa", 2),
    ("444455556666", "eu-west-1", "Encapsulate", 1),
    ("444455556666", "us-east-1", "DescribeKey", 2_000),
  ])
  func `the most specific override wins`(
    account: String,
    region: String,
    family: String,
    quota: Double
  ) {
    let table = QuotaTable(overrides: [
      QuotaOverride(
        account: "111122223333",
        region: "eu-west-1",
        family: "cryptographic-rsa",
        requestsPerSecond: 5
      ),
      QuotaOverride(account: "111122223333", family: "cryptographic-rsa", requestsPerSecond: 4),
      QuotaOverride(account: "111122223333", requestsPerSecond: 3),
      QuotaOverride(family: "cryptographic-rsa", requestsPerSecond: 9),
      QuotaOverride(family: "cryptographic-rsa", requestsPerSecond: 2),
      QuotaOverride(region: "eu-west-1", requestsPerSecond: 1),
    ])
    #expect(table.requestsPerSecond(account: account, region: region, family: family) == quota)
  }
}
