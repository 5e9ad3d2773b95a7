/// Forms of records: services, replacements, what is no use, what cannot be resolved.
extension Scenario {
  mutating func plantServices() {
    let key = newKey(workload)
    var redshift = call("Decrypt", role("790247189693", "prod-wp"), [key], at(16))
    redshift.isServiceAccount = true
    redshift.region = "us-east-2"
    redshift.sharedEventID = random.uuid()
    redshift.service = (raw: "redshift.amazonaws.com", shown: "redshift.amazonaws.com")
    plant(redshift, recipient: workload)
    plantInstance(key)
  }

  /// EC2 on behalf of an instance: a role that no account made.
  private mutating func plantInstance(_ key: String) {
    let instance = "i-\(random.hex(17))"
    let role = "aws:ec2-infrastructure"
    var call = call("Decrypt", .root(account: workload), [key], at(16, 5))
    call.identity =
      "{\"type\":\"AssumedRole\",\"principalId\":\"\(workload):\(role):\(instance)\",\"arn\":\"arn:aws:sts::\(workload):assumed-role/\(role)/\(instance)\",\"accountId\":\"\(workload)\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"principalId\":\"\(workload):\(role)\",\"accountId\":\"\(workload)\"},\"attributes\":{}},\"invokedBy\":\"AWS Internal\"}"
    call.service = (raw: "AWS Internal", shown: "AWS Internal")
    plant(call, principal: "arn:aws:sts::\(workload):assumed-role/\(role)")
  }

  /// An addendum that replaces a record, and one that merely came late.
  mutating func plantReplacements() {
    let call = call("Decrypt", role(workload), [newKey(workload)], at(17))
    let original = plant(call)
    let addendum =
      "\"addendum\":{\"reason\":\"UPDATED_DATA\",\"updatedFields\":\"userAgent\",\"originalRequestID\":\"r\",\"originalEventID\":\"\(original)\"},"
    log(
      RecordWriter.record(
        call,
        recipient: workload,
        eventID: random.uuid(),
        extra: addendum,
        &random
      ),
      workload,
      region,
      call.time
    )
    truth.count("replaced")
    plant(
      self.call("Decrypt", role(workload), [newKey(workload)], at(17, 1)),
      extra: "\"addendum\":{\"reason\":\"DELIVERY_DELAY\"},"
    )
  }

  /// Shadows, dry runs, service events: in the log, but no use.
  mutating func plantNoUses() {
    let key = newKey(workload)
    var dryRun = call("Decrypt", role(workload), [key], at(18))
    dryRun.parameters += ",\"dryRun\":true"
    dryRun.ending = .failed("DryRunOperationException")
    logNoUse(dryRun, "dry_runs")
    let shadow = call("Decrypt", role(workload), [key], at(18, 1))
    logNoUse(shadow, "shadow", change: Self.asShadow)
    var rotation = call("RotateKey", .root(account: workload), [key], at(18, 2))
    rotation.identity = "{\"accountId\":\"\(workload)\",\"invokedBy\":\"AWS Internal\"}"
    rotation.parameters = ""
    logNoUse(rotation, "service_events") { record in
      record.replacing("\"eventType\":\"AwsApiCall\"", "\"eventType\":\"AwsServiceEvent\"")
    }
  }

  /// The record that a VPC endpoint's network activity log has of a call.
  static func asShadow(_ record: String) -> String {
    record.replacing("\"eventCategory\":\"Management\"", "\"eventCategory\":\"NetworkActivity\"")
      .replacing("\"eventType\":\"AwsApiCall\"", "\"eventType\":\"AwsVpceEvent\"")
  }

  mutating func logNoUse(
    _ call: KMSCall,
    _ counter: String,
    change: (String) -> String = { $0 }
  ) {
    let record = RecordWriter.record(call, recipient: workload, eventID: random.uuid(), &random)
    log(change(record), workload, region, call.time)
    truth.count(counter)
  }

  /// Failed calls that name no key, or only an alias.
  mutating func plantUnresolved() {
    plantWithoutResources("Decrypt", "", "no key in the record", at(19))
    plantWithoutResources("Encrypt", "\"keyId\":\"alias/gone\"", "alias not known", at(19, 1))
    plantWithoutResources(
      "Decrypt",
      "\"keyId\":\"1234abcd-12ab-34cd-56ef-1234567890ab\"",
      "key id without an account",
      at(19, 2)
    )
  }

  private mutating func plantWithoutResources(
    _ operation: String,
    _ parameters: String,
    _ reason: String,
    _ time: Int
  ) {
    var call = call(operation, role(workload), [], time)
    call.parameters = parameters
    call.ending = .failed("NotFoundException")
    let recipient = workload
    log(
      RecordWriter.record(call, recipient: recipient, eventID: random.uuid(), &random),
      recipient,
      region,
      time
    )
    call.keys = ["unresolved: \(reason)"]
    truth.plant(call, recipient: recipient)
  }
}

extension String {
  /// The first `old` becomes `new`.
  func replacing(_ old: String, _ new: String) -> String {
    let (text, wanted) = (Array(utf8), Array(old.utf8))
    guard text.count >= wanted.count,
      let start = (0...text.count - wanted.count).first(where: {
        text[$0..<$0 + wanted.count].elementsEqual(wanted)
      })
    else { return self }
    return String(
      decoding: text[..<start] + Array(new.utf8) + text[(start + wanted.count)...],
      as: UTF8.self
    )
  }
}
