/// The everyday requests of one batch of files.
struct Traffic {
  let plan: OrgPlan
  let kmsShare: Double
  var random: SeededRandom
  var truth = Truth()
  /// Records that belong into other accounts' files: owners' copies and duplicates.
  private(set) var elsewhere: [Place: [Planted]] = [:]

  /// Whose file a record goes into.
  struct Place: Hashable {
    var account: String
    var region: String
  }

  struct Planted {
    var record: String
    var time: Int
  }

  init(plan: OrgPlan, kmsShare: Double, random: SeededRandom) {
    self.plan = plan
    self.kmsShare = kmsShare
    self.random = random
  }

  /// Appends the records of `numbers` of one file, which is about five minutes.
  mutating func fill(
    _ writer: inout RecordWriter,
    _ file: TrailGenerator.PlannedFile,
    _ numbers: Range<Int>
  ) {
    let (account, region) = (file.account, file.region)
    for number in numbers {
      let time = file.start + number * 300 / file.records
      guard random.chance(kmsShare) else {
        writer.append(
          OtherServices.record(account: account, region: region, time: time, &random)
        )
        truth.cover(account, region, time, isKMS: false)
        continue
      }
      let call = call(account, region, time)
      let record = write(call, account)
      writer.append(record)
      truth.cover(account, region, time, isKMS: true)
      if random.chance(0.005) {
        put(record, into: Place(account: account, region: region), time)
        truth.count("duplicates")
      }
    }
  }

  /// Writes the caller's copy, and the owner's copy for elsewhere.
  private mutating func write(_ call: KMSCall, _ account: String) -> String {
    var call = call
    call.eventID = random.uuid()
    let owners = foreignOwners(of: call)
    if !owners.isEmpty { call.sharedEventID = random.uuid() }
    truth.plant(call, recipient: account)
    for owner in owners {
      let form: RecordWriter.ForeignIdentity = random.chance(0.5) ? .full : .accountOnly
      let copy = RecordWriter.record(
        call,
        recipient: owner,
        eventID: random.uuid(),
        foreign: form,
        &random
      )
      put(copy, into: Place(account: owner, region: call.region), call.time)
      truth.count("second_copies")
    }
    return RecordWriter.record(call, recipient: account, eventID: call.eventID, &random)
  }

  /// A refused call is in the caller's log alone.
  private func foreignOwners(of call: KMSCall) -> [String] {
    switch call.ending {
    case .denied, .deniedByMessage, .notFound: return []
    case .ok, .throttled, .failed: break
    }
    guard let caller = call.caller.account else { return [] }
    return Set(call.keys.map(KMSCall.owner)).subtracting([caller])
      .filter(plan.members.contains).sorted()
  }

  private mutating func put(_ record: String, into place: Place, _ time: Int) {
    elsewhere[place, default: []].append(Planted(record: record, time: time))
    truth.cover(place.account, place.region, time, isKMS: true)
  }

  // MARK: Kinds of requests

  private static let roles = ["web", "batch", "etl", "ci-deploy"]

  private mutating func call(_ account: String, _ region: String, _ time: Int) -> KMSCall {
    let number = plan.key(of: account, in: region, &random)
    let key = plan.keys[number]
    // A key belongs to one or two applications, and those to a service.
    let name = Self.roles[(number + random.below(2)) % Self.roles.count]
    let role = Caller.role(account: account, name: name)
    var call = KMSCall(
      operation: "Decrypt",
      caller: role,
      region: region,
      keys: [key.arn],
      time: time
    )
    switch key.spec {
    case .symmetric, .customStore: useSymmetric(&call, key, number)
    case .rsa:
      call.operation = random.chance(0.5) ? "Sign" : "Verify"
      call.parameters =
        "\"keyId\":\"\(key.arn)\",\"messageType\":\"DIGEST\",\"signingAlgorithm\":\"RSASSA_PSS_SHA_256\""
      call.families = ["cryptographic-rsa"]
    case .ecc:
      call.operation = "Sign"
      call.parameters =
        "\"keyId\":\"\(key.arn)\",\"messageType\":\"DIGEST\",\"signingAlgorithm\":\"ECDSA_SHA_256\""
      call.families = ["cryptographic-ecc-sm2"]
    case .hmac:
      call.operation = "GenerateMac"
      call.parameters = "\"keyId\":\"\(key.arn)\",\"macAlgorithm\":\"HMAC_SHA_256\""
    }
    return call
  }

  private mutating func useSymmetric(_ call: inout KMSCall, _ key: OrgPlan.Key, _ number: Int) {
    call.operation =
      ["Decrypt", "Decrypt", "Decrypt", "GenerateDataKey", "Encrypt"][random.below(5)]
    call.parameters =
      "\"keyId\":\"\(key.arn)\",\"encryptionAlgorithm\":\"SYMMETRIC_DEFAULT\",\"encryptionContext\":{\"tenant\":\"t-\(random.below(5000))\",\"note\":\"\\\"quoted\\\" \\\\ {[\"}"
    if key.spec == .customStore {
      call.additional = "\"customKeyStoreId\":\"\(OrgPlan.customKeyStore)\""
      call.families = ["custom-key-store \(OrgPlan.customKeyStore)", "cryptographic-symmetric"]
    }
    switch random.below(100) {
    case 0..<45: useThroughService(&call, number)
    case 45..<55 where key.spec == .symmetric: useByService(&call, key)
    case 55..<57 where key.spec == .symmetric: reEncrypt(&call, key)
    case 57: call.ending = .denied
    case 58: call.ending = .deniedByMessage
    case 59: call.ending = .failed("DisabledException")
    case 60: call.ending = .throttled
    case 61..<64: describe(&call, key)
    case 64:
      call.operation = "GenerateRandom"
      call.keys = []
      call.parameters = "\"numberOfBytes\":32"
      call.additional = ""
      call.families = ["cryptographic-symmetric"]
    default: break
    }
  }

  private func describe(_ call: inout KMSCall, _ key: OrgPlan.Key) {
    call.operation = "DescribeKey"
    call.parameters = "\"keyId\":\"\(key.arn)\""
    call.additional = ""
    call.families = ["DescribeKey"]
  }

  private static let services = [
    ("s3.amazonaws.com", "s3.amazonaws.com"), ("dynamodb.amazonaws.com", "dynamodb.amazonaws.com"),
    ("secretsmanager.amazonaws.com", "secretsmanager.amazonaws.com"),
    ("ec2-frontend-api.amazonaws.com", "ec2.amazonaws.com"),
  ]

  private mutating func useThroughService(_ call: inout KMSCall, _ number: Int) {
    let service = Self.services[number % Self.services.count]
    call.service = (raw: service.0, shown: service.1)
    call.parameters =
      "\"encryptionAlgorithm\":\"SYMMETRIC_DEFAULT\",\"encryptionContext\":{\"aws:s3:arn\":\"arn:aws:s3:::bucket-\(random.below(300))/object-\(random.hex(20))\"}"
  }

  /// A service's own call: the record has no account but the recipient, the key's owner.
  private mutating func useByService(_ call: inout KMSCall, _ key: OrgPlan.Key) {
    guard let account = call.caller.account, key.owner == account else { return }
    switch random.below(3) {
    case 0:
      call.caller = .service("lambda.amazonaws.com", scopeAccount: nil)
      call.contextAccount = account
      call.parameters =
        "\"encryptionContext\":{\"aws:lambda:FunctionArn\":\"arn:aws:lambda:\(call.region):\(account):function:f-\(random.below(50))\"}"
    case 1:
      call.caller = .service("fsx.amazonaws.com", scopeAccount: account)
      call.parameters = "\"encryptionContext\":{\"aws:fsx:fs-id\":\"fs-\(random.hex(17))\"}"
    default:
      call.caller = .service("rds.amazonaws.com", scopeAccount: nil)
      call.parameters = "\"encryptionContext\":{\"aws:rds:db-id\":\"db-\(random.hex(26))\"}"
    }
  }

  private mutating func reEncrypt(_ call: inout KMSCall, _ key: OrgPlan.Key) {
    let target = plan.keys[plan.key(of: call.caller.account ?? "", in: call.region, &random)]
    guard target.spec == .symmetric else { return }
    call.operation = "ReEncrypt"
    call.keys = [key.arn, target.arn]
    call.parameters =
      "\"sourceKeyId\":\"\(key.arn)\",\"destinationKeyId\":\"\(target.arn)\",\"sourceEncryptionAlgorithm\":\"SYMMETRIC_DEFAULT\",\"destinationEncryptionAlgorithm\":\"SYMMETRIC_DEFAULT\""
  }
}
