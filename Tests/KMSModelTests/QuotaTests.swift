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

  @Test(arguments: Operation.all.map(\.name) + ["Unheard", "ReEncryptFrom"])
  func `an operation can count against the families that its requests get, and no others`(
    operation: String
  ) {
    let encryption = ["", "SYMMETRIC_DEFAULT", "SM2PKE", "RSAES_OAEP_SHA_1", "NEW"]
    let signing = ["", "RSASSA_PSS_SHA_256", "ML_DSA_SHAKE_256", "ECDSA_SHA_256", "SM2DSA", "NEW"]
    let others = ["", "HMAC_SHA_256", "NEW"]
    var families: Set<String> = []
    for (encryption, signing) in encryption.flatMap({ one in signing.map { (one, $0) } }) {
      for other in others {
        families.formUnion(
          QuotaFamily.families(
            operation: operation == "ReEncryptFrom" ? "ReEncrypt" : operation,
            encryptionAlgorithm: encryption,
            signingAlgorithm: signing,
            macAlgorithm: other,
            keyPairSpec: other,
            customKeyStoreID: other
          )
        )
      }
    }
    let all = [
      QuotaFamily.symmetric, QuotaFamily.rsa, QuotaFamily.eccAndSM2, QuotaFamily.mlDSA,
      QuotaFamily.keyPairPrefix + "NEW", QuotaFamily.customKeyStorePrefix + "NEW",
    ]
    for family in families.union(all) {
      #expect(
        QuotaFamily.canCount(operation, against: family) == families.contains(family)
          && !QuotaFamily.canCount("ReEncryptTo", against: family),
        "\(family)"
      )
    }
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

@Suite struct `Quotas of Service Quotas` {
  @Test(arguments: [
    ("L-2AC98190", "any name", "cryptographic-rsa"),
    ("", "Cryptographic operations (symmetric) request rate", "cryptographic-symmetric"),
    ("", "Cryptographic operations (RSA) request rate", "cryptographic-rsa"),
    ("", "Cryptographic operations (ECC) request rate", "cryptographic-ecc-sm2"),
    ("", "Cryptographic operations (ECC and SM2) request rate", "cryptographic-ecc-sm2"),
    ("", "Cryptographic operations (ML-DSA) request rate", "cryptographic-ml-dsa"),
    ("", "GenerateDataKeyPair (RSA_4096) request rate", "GenerateDataKeyPair RSA_4096"),
    (
      "", "GenerateDataKeyPair (SM2 — China Regions only) request rate",
      "GenerateDataKeyPair SM2"
    ),
    ("", "CreateGrant request rate", "CreateGrant"),
    ("", "GetKeyLastUsage request rate", "GetKeyLastUsage"), ("", "Unheard request rate", nil),
    ("", "Decrypt request rate", nil), ("", "Sign request rate", nil),
    ("", "GenerateDataKeyPair (RSA_9) request rate", nil),
    ("", "GenerateDataKeyPair () request rate", nil),
    ("", "GenerateDataKeyPair request rate", nil), ("", "Grants per KMS key", nil),
    ("", "CreateGrant", nil), ("L-6E3AF000", "", nil), ("", " request rate", nil), ("", "", nil),
  ])
  func `limit the family that code or name tell without doubt`(
    code: String,
    name: String,
    family: String?
  ) {
    #expect(QuotaFamily.limited(byQuota: code, name: name) == family)
  }

  @Test func `the user's own value goes before, AWS's default behind`() {
    let here = AppliedQuota(account: "111122223333", region: "eu-west-1", family: "Sign")
    var table = QuotaTable(applied: [here: 30])
    func quota(_ region: String) -> Double? {
      table.requestsPerSecond(account: "111122223333", region: region, family: "Sign")
    }
    #expect(quota("eu-west-1") == 30)
    #expect(quota("eu-west-2") == nil)
    table = QuotaTable(
      overrides: [QuotaOverride(family: "Sign", requestsPerSecond: 7)],
      applied: [here: 30]
    )
    #expect(quota("eu-west-1") == 7)
  }
}

@Suite struct `Names that may stand in a command` {
  @Test(arguments: [
    ("eu-west-1", true), ("us-gov-east-1", true), ("eu-west", false), ("eu-west-", false),
    ("-west-1", false), ("EU-west-1", false), ("eu-west-1'", false), ("eu-west-1\n", false),
    ("eu-west-1;", false), ("", false), ("eu--1", false), ("eü-west-1", false),
  ])
  func `a Region`(text: String, isValid: Bool) { #expect(RegionName.isValid(text) == isValid) }

  @Test(arguments: [
    ("1234abcd-12ab-34cd-56ef-1234567890ab", true), ("mrk-0123456789abcdef0123456789abcdef", true),
    ("mrk-0123456789abcdef0123456789abcdeg", false), ("mrk-0123456789abcdef0123456789abcde", false),
    ("1234abcd-12ab-34cd-56ef-1234567890aB", false), ("1234abcd12ab34cd56ef1234567890ab", false),
    ("1234abcd-12ab-34cd-56ef-1234567890a'", false), ("$(id)", false), ("", false),
  ])
  func `a key's id`(text: String, isValid: Bool) { #expect(KeyID.isValid(text) == isValid) }
}
