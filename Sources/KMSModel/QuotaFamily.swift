/// The request quotas that a request counts against.
package enum QuotaFamily {
  package static let symmetric = "cryptographic-symmetric"
  package static let rsa = "cryptographic-rsa"
  package static let eccAndSM2 = "cryptographic-ecc-sm2"
  package static let mlDSA = "cryptographic-ml-dsa"
  /// Those of several operations.
  package static let ofSeveralOperations = [symmetric, rsa, eccAndSM2, mlDSA]
  /// Followed by the id of the store: each store has its own quota.
  package static let customKeyStorePrefix = "custom-key-store "
  /// Followed by the key pair spec.
  package static let keyPairPrefix = "GenerateDataKeyPair "

  /// The families of one request: its own, and that of the custom key store that serves it.
  ///
  /// The key spec stands in no record of a use, so the family is told by the algorithm; a parameter
  /// that the record does not have is "". For a ReEncrypt, which is one request, give the source's
  /// algorithm. An operation without a shared family, or one whose family the record does not tell
  /// (a Sign without an algorithm), has its own name as family.
  package static func families(
    operation: String,
    encryptionAlgorithm: String,
    signingAlgorithm: String,
    macAlgorithm: String,
    keyPairSpec: String,
    customKeyStoreID: String
  ) -> [String] {
    let own: String? =
      switch operation {
      case "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "GenerateRandom": symmetric
      case "Encrypt", "Decrypt", "ReEncrypt": encryption(encryptionAlgorithm)
      case "Sign", "Verify": signing(signingAlgorithm)
      case "GenerateMac", "VerifyMac": mac(macAlgorithm)
      case "DeriveSharedSecret": eccAndSM2
      case "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext":
        keyPairSpec.isEmpty ? nil : keyPairPrefix + keyPairSpec
      default: nil
      }
    let isInStore =
      !customKeyStoreID.isEmpty && Operation.named(operation)?.isCryptographic == true
    return [own ?? operation] + (isInStore ? [customKeyStorePrefix + customKeyStoreID] : [])
  }

  /// Whether a request of an operation can count against a family, whatever its parameters.
  ///
  /// - Parameters:
  ///   - operation: as a use has it: `ReEncryptFrom` for the request, whose second use counts against
  ///     nothing.
  ///   - family: as `families` writes it.
  /// - Returns: false where `families` never gives it.
  package static func canCount(_ operation: String, against family: String) -> Bool {
    let operation = operation == "ReEncryptFrom" ? "ReEncrypt" : operation
    if operation == "ReEncryptTo" { return false }
    if family == operation { return true }
    if family.hasPrefix(customKeyStorePrefix) {
      return Operation.named(operation)?.isCryptographic == true
    }
    return switch operation {
    case "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "GenerateRandom", "GenerateMac",
      "VerifyMac":
      family == symmetric
    case "Encrypt", "Decrypt", "ReEncrypt": [symmetric, rsa, eccAndSM2].contains(family)
    case "Sign", "Verify": [rsa, eccAndSM2, mlDSA].contains(family)
    case "DeriveSharedSecret": family == eccAndSM2
    case "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext":
      family.hasPrefix(keyPairPrefix)
    default: false
    }
  }

  private static func encryption(_ algorithm: String) -> String? {
    switch algorithm {
    case "", "SYMMETRIC_DEFAULT": symmetric
    case "SM2PKE": eccAndSM2
    default: algorithm.hasPrefix("RSAES_") ? rsa : nil
    }
  }

  /// Ed25519 is taken for ECC: AWS lists its key spec among the ECC ones.
  private static func signing(_ algorithm: String) -> String? {
    if algorithm.hasPrefix("RSASSA_") { return rsa }
    if algorithm.hasPrefix("ML_DSA_") { return mlDSA }
    let isECC =
      algorithm.hasPrefix("ECDSA_") || algorithm.hasPrefix("ED25519_") || algorithm == "SM2DSA"
    return isECC ? eccAndSM2 : nil
  }

  private static func mac(_ algorithm: String) -> String? {
    algorithm.isEmpty || algorithm.hasPrefix("HMAC_") ? symmetric : nil
  }
}
