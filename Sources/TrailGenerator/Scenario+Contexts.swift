/// Encryption contexts and sources that grants ask for: given, not given, and not told.
extension Scenario {
  mutating func plantContexts() {
    plantEqualContext()
    plantContextSubset()
    plantEscapedContext()
    plantContextsOfReEncrypt()
    plantSources()
  }

  /// One request in each context, from that minute on.
  mutating func plantRequests(
    _ operation: String,
    _ key: String,
    _ time: Int,
    in contexts: [(context: String, verdict: Truth.Verdict)]
  ) {
    for (number, item) in contexts.enumerated() {
      let call = call(operation, role(workload), [key], time + number)
      plant(call.in(context: item.context), verdict: item.verdict)
    }
  }

  /// More contexts than are told apart: what all have in common is known, and no more.
  mutating func plantManyRequests(
    _ operation: String,
    _ key: String,
    _ time: Int,
    in contexts: [String],
    verdict: Truth.Verdict
  ) {
    let numbered = contexts.enumerated().map { "\"n\":\"\($0)\",\($1)" }
    plantRequests(operation, key, time, in: numbered.map { ($0, verdict) })
  }

  private static let blue = "\"tenant\":\"blue\""
  private static let green = "\"tenant\":\"green\""

  private mutating func plantEqualContext() {
    let grant = newGrant(
      to: roleARN(workload),
      ["Decrypt", "Encrypt", "GenerateDataKey"],
      constraints: "{\"encryptionContextEquals\":{\"app\":\"shop\",\"tenant\":\"blue\"}}"
    )
    let fails = Truth.Verdict.uncovered(
      Truth.Verdict.byDefault,
      grant.says("encryption context")
    )
    let both = "\(Self.blue),\"app\":\"shop\""
    plantRequests(
      "Decrypt",
      grant.key,
      at(9, 30),
      in: [(both, .grant(grant)), (Self.blue, fails), ("", fails)]
    )
    let unclear = Truth.Verdict.untold(grant.says("which encryption context"))
    let many = Array(repeating: both, count: 5)
    plantManyRequests("Encrypt", grant.key, at(9, 31), in: many, verdict: unclear)
    let wrong = Array(repeating: Self.green, count: 5)
    plantManyRequests("GenerateDataKey", grant.key, at(9, 32), in: wrong, verdict: fails)
    truth.grants.append(grant)
  }

  /// A call that failed may have had a context that the record does not show.
  private mutating func plantContextSubset() {
    let grant = newGrant(
      to: roleARN(workload),
      ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"],
      constraints: "{\"encryptionContextSubset\":{\(Self.blue)}}"
    )
    let covers = Truth.Verdict.grant(grant)
    let fails = Truth.Verdict.uncovered(
      Truth.Verdict.byDefault,
      grant.says("encryption context")
    )
    let unclear = Truth.Verdict.untold(grant.says("which encryption context"))
    plantRequests(
      "Decrypt",
      grant.key,
      at(9, 30),
      in: [
        (Self.blue, covers), ("\(Self.blue),\"n\":\"1\"", covers), (Self.green, fails),
        ("\"TENANT\":\"blue\"", fails),
      ]
    )
    let many = Array(repeating: Self.blue, count: 5)
    plantManyRequests("Encrypt", grant.key, at(9, 31), in: many, verdict: covers)
    let mixed = Array(repeating: Self.blue, count: 3) + Array(repeating: Self.green, count: 2)
    plantManyRequests("GenerateDataKey", grant.key, at(9, 32), in: mixed, verdict: unclear)
    var throttled = call(
      "GenerateDataKeyWithoutPlaintext",
      role(workload),
      [grant.key],
      at(9, 33)
    )
    throttled.ending = .throttled
    plant(throttled, verdict: unclear)
    let describe = call(
      "DescribeKey",
      role(workload),
      [grant.key],
      at(9, 34),
      families: ["DescribeKey"]
    )
    plant(describe, verdict: covers)
    truth.grants.append(grant)
  }

  /// One text written in two ways.
  private mutating func plantEscapedContext() {
    let grant = newGrant(
      to: roleARN(workload),
      constraints: "{\"encryptionContextSubset\":{\"name\":\"M\u{FC}ller \\\"1\\\"\"}}"
    )
    plantRequests(
      "Decrypt",
      grant.key,
      at(9, 30),
      in: [("\"name\":\"M\\u00fcller \\u00221\\u0022\"", .grant(grant))]
    )
    truth.grants.append(grant)
  }

  /// Each side of a ReEncrypt has a context of its own.
  private mutating func plantContextsOfReEncrypt() {
    let operations = ["ReEncryptFrom", "ReEncryptTo"]
    let source = newGrant(
      to: roleARN(workload),
      operations,
      constraints: "{\"encryptionContextSubset\":{\(Self.blue)}}"
    )
    let target = newGrant(
      to: roleARN(workload),
      operations,
      constraints: "{\"encryptionContextEquals\":{\(Self.green)}}"
    )
    var call = call("ReEncrypt", role(workload), [source.key, target.key], at(9, 30))
    call.parameters =
      "\"sourceKeyId\":\"\(source.key)\",\"destinationKeyId\":\"\(target.key)\",\"sourceEncryptionContext\":{\(Self.blue)},\"destinationEncryptionContext\":{\(Self.blue)}"
    plant(
      call,
      verdict: .grant(source),
      second: .uncovered(Truth.Verdict.byDefault, target.says("encryption context"))
    )
    truth.grants += [source, target]
  }

  /// A role that a service assumed for a resource of the account.
  private mutating func plantSources() {
    let function = "arn:aws:lambda:\(region):\(workload):function:orders"
    let scope =
      ",\"inScopeOf\":{\"sourceArn\":\"\(function)\",\"sourceAccount\":\"\(workload)\",\"issuerType\":\"AWS::Lambda::Function\"}"
    for isSame in [true, false] {
      let source = isSame ? function : function + "-2"
      let grant = newGrant(
        to: roleARN(workload),
        ["Decrypt", "Encrypt"],
        constraints: "{\"sourceArn\":\"\(source)\"}"
      )
      plant(
        call("Decrypt", role(workload), [grant.key], at(9, 30)).in(session: "f", scope: scope),
        verdict: isSame
          ? .grant(grant) : .uncovered(Truth.Verdict.byDefault, grant.says("source ARN"))
      )
      plant(
        call("Encrypt", role(workload), [grant.key], at(9, 31)),
        verdict: .untold(grant.says("whether the source is \(source)"))
      )
      truth.grants.append(grant)
    }
  }
}

extension KMSCall {
  /// `context` has the members of the encryption context; "" for a request without.
  func `in`(context: String) -> KMSCall {
    var call = self
    if !context.isEmpty { call.parameters += ",\"encryptionContext\":{\(context)}" }
    return call
  }
}
