package import JSONScan
package import KMSModel

/// A state-changing KMS event: what the history of grants and keys is built from.
package struct KeyEvent: Sendable {
  package var eventID: String
  package var time: Timestamp
  package var eventName: String
  /// The whole record.
  package var record: JSONValue

  package init(eventID: String, time: Timestamp, eventName: String, record: JSONValue) {
    self.eventID = eventID
    self.time = time
    self.eventName = eventName
    self.record = record
  }
}

extension KeyEvent {
  /// It changed something: neither refused nor failed nor a dry run.
  package var tookEffect: Bool {
    (record["errorCode"]?.string ?? "").isEmpty && request("dryRun")?.bool != true
  }

  package func request(_ name: String) -> JSONValue? { record["requestParameters"]?[name] }
  package func response(_ name: String) -> JSONValue? { record["responseElements"]?[name] }

  /// The key it is about.
  ///
  /// By order of trust: the resources, the response, the request's ARN, the request's bare id in
  /// the caller's account; an alias is not followed, since no operation on grants takes one.
  package var key: KeyARN? {
    for resource in record["resources"]?.array ?? [] {
      if let key = KeyARN(resource["ARN"]) { return key }
    }
    return KeyARN(response("keyId")) ?? KeyARN(response("keyMetadata")?["arn"])
      ?? KeyARN(request("keyId")) ?? keyOfBareID
  }

  /// A bare id means the caller's own account, unless the record shows the caller to be foreign.
  private var keyOfBareID: KeyARN? {
    let accounts = [identity("accountId"), text("recipientAccountId")].filter { !$0.isEmpty }
    guard let id = request("keyId")?.string, let account = accounts.first, Set(accounts).count == 1
    else { return nil }
    return KeyARN(keyID: id, account: account, region: text("awsRegion"))
  }

  package var grantID: String? {
    func named(_ value: JSONValue?) -> String? {
      value?.string.flatMap { $0.isEmpty ? nil : $0 }
    }
    return named(response("grantId")) ?? named(request("grantId"))
      ?? named(record["additionalEventData"]?["grantId"])
  }

  /// As `Principal.text` writes it.
  package var principal: String {
    let user = record["userIdentity"]
    return Principal.text(
      type: identity("type"),
      arn: identity("arn"),
      principalID: identity("principalId"),
      issuerARN: user?["sessionContext"]?["sessionIssuer"]?["arn"]?.string ?? "",
      invokedBy: identity("invokedBy"),
      onBehalfOfUserID: user?["onBehalfOf"]?["userId"]?.string ?? ""
    )
  }

  var witness: Witness {
    let recipient = text("recipientAccountId")
    return Witness(
      time: time,
      isCallersCopy: identity("accountId") == recipient,
      eventID: eventID,
      recipient: recipient
    )
  }

  func text(_ name: String) -> String { record[name]?.string ?? "" }
  func identity(_ name: String) -> String { record["userIdentity"]?[name]?.string ?? "" }
}

extension KeyARN {
  fileprivate init?(_ value: JSONValue?) {
    guard let text = value?.string else { return nil }
    self.init(text)
  }
}
