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
  var tookEffect: Bool {
    (record["errorCode"]?.string ?? "").isEmpty && request("dryRun")?.bool != true
  }

  func request(_ name: String) -> JSONValue? { record["requestParameters"]?[name] }
  func response(_ name: String) -> JSONValue? { record["responseElements"]?[name] }

  /// The key it is about.
  ///
  /// By order of trust: the resources, the response, the request's ARN, the request's bare id in
  /// the caller's account; an alias is not followed, since no operation on grants takes one.
  package var key: KeyARN? {
    let resources = record["resources"]?.array ?? []
    let named = [response("keyId"), response("keyMetadata")?["arn"], request("keyId")]
    return (resources.map { $0["ARN"] } + named).lazy.compactMap { $0?.string.flatMap(KeyARN.init) }
      .first ?? keyOfBareID
  }

  /// A bare id means the caller's own account, unless the record shows the caller to be foreign.
  private var keyOfBareID: KeyARN? {
    let accounts = [identity("accountId"), text("recipientAccountId")].filter { !$0.isEmpty }
    guard let id = request("keyId")?.string, let account = accounts.first, Set(accounts).count == 1
    else { return nil }
    return KeyARN(keyID: id, account: account, region: text("awsRegion"))
  }

  var grantID: String? {
    let places = [
      response("grantId"), request("grantId"), record["additionalEventData"]?["grantId"],
    ]
    return places.lazy.compactMap { $0?.string }.first { !$0.isEmpty }
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

  /// Of two records of one change the better witness comes first: the earlier, then the caller's
  /// own copy, which holds the full identity, then the smaller event id.
  func precedes(_ other: KeyEvent) -> Bool {
    guard time == other.time else { return time < other.time }
    func rank(_ event: KeyEvent) -> (Int, String, String) {
      let recipient = event.text("recipientAccountId")
      return (event.identity("accountId") == recipient ? 0 : 1, event.eventID, recipient)
    }
    return rank(self) < rank(other)
  }

  private func text(_ name: String) -> String { record[name]?.string ?? "" }
  private func identity(_ name: String) -> String { record["userIdentity"]?[name]?.string ?? "" }
}
