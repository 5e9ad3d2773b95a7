/// Bursts near a request quota: at the edges of what makes a key hot, and at full size where the
/// trail has room for it.
extension Scenario {
  mutating func plantBursts() {
    plantKeyPairs()
    // Exactly the threshold, and exactly the share: 80 of 100, of which one key has 8.
    plantEdge(plan.members[6], requests: 80)
    plantEdge(plan.members[7], requests: 79)
    // A large trail has room for bursts of the shared quotas, 1,000 and 20,000 a second.
    if bytes >= 50 << 20 { plantSigning(850) }
    if bytes >= 1 << 30 { plantDecryption(16_500) }
  }

  /// 18 of 20 key pairs a second, and a key that was throttled.
  private mutating func plantKeyPairs() {
    let (hot, cold) = (newKey(workload), newKey(workload))
    for number in 0..<36 {
      let key = number % 18 == 17 ? cold : hot
      var call = call(
        "GenerateDataKeyPair",
        role(workload, "batch"),
        [key],
        at(20, 0, number / 18),
        families: ["GenerateDataKeyPair RSA_2048"]
      )
      call.parameters += ",\"keyPairSpec\":\"RSA_2048\""
      plant(call)
    }
    var throttled = call("Decrypt", role(workload, "batch"), [hot], at(20, 1))
    throttled.ending = .throttled
    plant(throttled)
  }

  private mutating func plantEdge(_ account: String, requests: Int) {
    let (large, small, idle) = (newKey(account), newKey(account), newKey(account))
    for number in 0..<requests {
      plantPair(account, number < 8 ? small : large, at(20, 10))
    }
    plantPair(account, idle, at(20, 10, 1))
  }

  private mutating func plantPair(_ account: String, _ key: String, _ time: Int) {
    var call = call(
      "GenerateDataKeyPairWithoutPlaintext",
      role(account, "batch"),
      [key],
      time,
      families: ["GenerateDataKeyPair ECC_NIST_P256"]
    )
    call.parameters += ",\"keyPairSpec\":\"ECC_NIST_P256\""
    plant(call)
  }

  private mutating func plantSigning(_ requests: Int) {
    let key = newKey(workload)
    for _ in 0..<requests {
      var call = call(
        "Sign",
        role(workload, "ci-deploy"),
        [key],
        at(20, 20),
        families: ["cryptographic-rsa"]
      )
      call.parameters += ",\"signingAlgorithm\":\"RSASSA_PKCS1_V1_5_SHA_256\""
      plant(call)
    }
  }

  private mutating func plantDecryption(_ requests: Int) {
    let key = newKey(workload)
    for _ in 0..<requests { plant(call("Decrypt", role(workload, "etl"), [key], at(20, 30))) }
  }
}
