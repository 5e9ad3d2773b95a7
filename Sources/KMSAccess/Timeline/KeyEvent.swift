package import JSONScan
package import KMSModel

/// A state-changing KMS event: what the history of grants and keys is built from.
package struct KeyEvent: Sendable {
  package let eventID: String
  package let time: Timestamp
  package let eventName: String
  private let record: OutlinedJSON

  /// - Parameters:
  ///   - eventID: of the record.
  ///   - time: of the record.
  ///   - eventName: of the record.
  ///   - record: the whole, as JSON.
  /// - Throws: the first place where it is no JSON.
  package init(
    eventID: String,
    time: Timestamp,
    eventName: String,
    record: String
  ) throws(JSONError) {
    self.eventID = eventID
    self.time = time
    self.eventName = eventName
    self.record = try OutlinedJSON(record, Self.outline)
  }
}

extension KeyEvent {
  /// The text of a member; nil when it is none.
  package func string(_ field: Field) -> String? { record.string(field.rawValue) }

  /// The texts in a list.
  package func strings(_ field: Field) -> [String] { record.strings(field.rawValue) }

  /// nil for a member that is not there, or null.
  package func value(_ field: Field) -> JSONValue? { record.value(field.rawValue) }

  /// "" for a member that is no text.
  func text(_ field: Field) -> String { string(field) ?? "" }

  func has(_ field: Field) -> Bool { record.has(field.rawValue) }
}

extension KeyEvent {
  /// It changed something: neither refused nor failed nor a dry run.
  package var tookEffect: Bool { text(.errorCode).isEmpty && value(.dryRun)?.bool != true }

  /// The key it is about.
  ///
  /// By order of trust: the resources, the response, the request's ARN, the request's bare id in
  /// the caller's account; an alias is not followed, since no operation on grants takes one.
  package var key: KeyARN? {
    let resources = record.strings(named: "ARN", inElementsOf: Field.resources.rawValue)
    return resources.lazy.compactMap { KeyARN($0) }.first
      ?? KeyARN(string(.responseKeyId)) ?? KeyARN(value(.keyMetadata)?["arn"]?.string)
      ?? KeyARN(string(.requestKeyId)) ?? keyOfBareID
  }

  /// A bare id means the caller's own account, unless the record shows the caller to be foreign.
  private var keyOfBareID: KeyARN? {
    let accounts = [text(.accountId), text(.recipientAccountId)].filter { !$0.isEmpty }
    guard let id = string(.requestKeyId), let account = accounts.first, Set(accounts).count == 1
    else { return nil }
    return KeyARN(keyID: id, account: account, region: text(.awsRegion))
  }

  package var grantID: String? {
    [.responseGrantId, .requestGrantId, .additionalGrantId].lazy.map { text($0) }
      .first { !$0.isEmpty }
  }

  /// As `Principal.text` writes it.
  package var principal: String {
    Principal.text(
      type: text(.identityType),
      arn: text(.arn),
      principalID: text(.principalId),
      issuerARN: text(.issuerARN),
      invokedBy: text(.invokedBy),
      onBehalfOfUserID: text(.onBehalfOfUserID)
    )
  }

  var witness: Witness {
    let recipient = text(.recipientAccountId)
    return Witness(
      time: time,
      isCallersCopy: text(.accountId) == recipient,
      eventID: eventID,
      recipient: recipient
    )
  }
}

extension KeyARN {
  fileprivate init?(_ text: String?) {
    guard let text else { return nil }
    self.init(text)
  }
}
