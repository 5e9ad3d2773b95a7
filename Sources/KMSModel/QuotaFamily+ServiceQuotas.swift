extension QuotaFamily {
  /// The family whose rate a quota of Service Quotas limits.
  ///
  /// AWS documents one code, that of the RSA quota (KMS Developer Guide, "Requesting a quota
  /// increase"). Of the others the name tells, as the guide's table of request quotas has it.
  ///
  /// - Returns: nil for what is no request rate, and for a rate of which the name tells no family.
  package static func limited(byQuota code: String, name: String) -> String? {
    if code == "L-2AC98190" { return rsa }
    let ending = " request rate"
    guard name.hasSuffix(ending) else { return nil }
    let subject = String(name.dropLast(ending.count))
    return shared[subject] ?? keyPair(subject) ?? ofOneOperation(subject)
  }

  private static let shared = [
    "Cryptographic operations (symmetric)": symmetric,
    "Cryptographic operations (RSA)": rsa,
    "Cryptographic operations (ECC)": eccAndSM2,
    "Cryptographic operations (ECC and SM2)": eccAndSM2,
    "Cryptographic operations (ML-DSA)": mlDSA,
  ]

  /// `GenerateDataKeyPair (SM2 — China Regions only)` has a remark behind its spec.
  private static func keyPair(_ subject: String) -> String? {
    let opening = "GenerateDataKeyPair ("
    guard subject.hasPrefix(opening), subject.hasSuffix(")") else { return nil }
    let words = subject.dropFirst(opening.count).dropLast().split(separator: " ")
    guard let spec = words.first.map(String.init), QuotaTable.keyPair[spec] != nil else {
      return nil
    }
    return keyPairPrefix + spec
  }

  private static func ofOneOperation(_ subject: String) -> String? {
    Operation.named(subject).flatMap { $0.isCryptographic ? nil : $0.name }
  }
}
