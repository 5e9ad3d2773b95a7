/// Operations beyond the everyday ones, ways to name a key, ways to fail, and old records.
extension Scenario {
  mutating func plantOperations() {
    let key = newKey(workload)
    let kinds: [(operation: String, parameters: String, family: String)] = [
      ("GetPublicKey", "", "GetPublicKey"), ("GetKeyPolicy", "", "GetKeyPolicy"),
      ("VerifyMac", ",\"macAlgorithm\":\"HMAC_SHA_512\"", "cryptographic-symmetric"),
      ("DeriveSharedSecret", ",\"keyAgreementAlgorithm\":\"ECDH\"", "cryptographic-ecc-sm2"),
      ("Encapsulate", "", "Encapsulate"), ("Sign", "", "Sign"),
      ("Encrypt", ",\"encryptionAlgorithm\":\"RSAES_OAEP_SHA_256\"", "cryptographic-rsa"),
    ]
    for (minute, kind) in kinds.enumerated() {
      var call = call(kind.operation, role(workload), [key], at(19, 10 + minute))
      call.parameters += kind.parameters
      call.families = [kind.family]
      plant(call)
    }
    for (minute, operation) in ["ListKeys", "ListAliases", "DescribeCustomKeyStores"].enumerated() {
      plant(call(operation, role(workload), [], at(19, 20 + minute), families: [operation]))
    }
    plantAliases(key)
    plantMultiRegionKey()
    plantKeyEvents(key)
  }

  /// The caller writes an alias; `resources` has the key.
  private mutating func plantAliases(_ key: String) {
    let alias = "arn:aws:kms:\(region):\(workload):alias/app/orders"
    var create = call("CreateAlias", admin(workload), [key], at(19, 30), families: ["CreateAlias"])
    create.parameters = "\"aliasName\":\"alias/app/orders\",\"targetKeyId\":\"\(key)\""
    create.response = "{\"keyId\":\"\(key)\"}"
    let both =
      "\"resources\":[{\"accountId\":\"\(workload)\",\"type\":\"AWS::KMS::Alias\",\"ARN\":\"\(alias)\"},"
    plant(create) { $0.replacing("\"resources\":[", both) }
    for (minute, name) in ["alias/app/orders", alias].enumerated() {
      var call = call("Encrypt", role(workload), [key], at(19, 31 + minute))
      call.parameters = "\"keyId\":\"\(name)\""
      plant(call)
    }
  }

  /// One id in two Regions is two keys.
  private mutating func plantMultiRegionKey() {
    let id = "mrk-" + random.hex(32)
    for region in [region, "us-east-1"] {
      let key = "arn:aws:kms:\(region):\(workload):key/\(id)"
      var call = call("Decrypt", role(workload), [key], at(19, 40))
      call.region = region
      plant(call)
    }
  }

  /// What KMS itself does to a key.
  private mutating func plantKeyEvents(_ key: String) {
    for (minute, name) in ["DeleteKey", "SynchronizeMultiRegionKey"].enumerated() {
      var event = call(name, .root(account: workload), [key], at(19, 45 + minute))
      event.identity = "{\"accountId\":\"\(workload)\",\"invokedBy\":\"AWS Internal\"}"
      event.parameters = ""
      logNoUse(event, "service_events")
    }
  }

  mutating func plantFailures() {
    let key = newKey(workload)
    let codes = [
      "IncorrectKeyException", "InvalidCiphertextException", "KMSInvalidStateException",
      "InvalidKeyUsageException",
    ]
    for (minute, code) in codes.enumerated() {
      var call = call("Decrypt", role(workload), [key], at(19, 50 + minute))
      call.ending = .failed(code)
      plant(call)
    }
    var missing = call("DescribeKey", role(workload), [key], at(19, 55), families: ["DescribeKey"])
    missing.ending = .notFound
    plant(missing)
    var refused = call("Decrypt", role(workload), [newKey(central)], at(19, 56))
    refused.ending = .denied
    plant(refused) { $0.replacing("\"AccessDenied\"", "\"AccessDeniedException\"") }
    var crossing = call("Decrypt", role(workload), [newKey(central)], at(19, 57))
    crossing.ending = .failed("IncorrectKeyException")
    plantCopies(of: crossing, [(central, .accountOnly)])
  }

  /// Records of 2015: no recipient, no category, and a use that calls itself a service event.
  mutating func plantOldForms() {
    let call = call("GenerateDataKey", role(workload), [newKey(workload)], at(18, 30))
    let recipient = "\"managementEvent\":true,\"recipientAccountId\":\"\(workload)\","
    plant(call) { record in
      record.replacing("\"1.11\"", "\"1.02\"").replacing("AwsApiCall", "AwsServiceEvent")
        .replacing(recipient, "").replacing("\"eventCategory\":\"Management\",", "")
    }
  }
}
