import CScanKernels
package import JSONScan

/// What a record turned out to be.
enum DecodedRecord {
  case kms
  case other
  /// Of AWS RAM.
  case resourceShare
  /// No `eventSource` of its own: perhaps EventBridge's wrapper, with the event in `detail`.
  case notAnEvent(detail: TextSpan)
}

extension KMSEvent {
  /// Stands in every key ARN and in no alias ARN.
  package static let keyMark = Needle(":key/")

  /// What is read of a record (CloudTrail user guide, "CloudTrail record contents").
  private static let outline = Outline([
    value("eventTime", .eventTime), value("eventSource", .eventSource),
    value("eventName", .eventName), value("awsRegion", .awsRegion),
    value("errorCode", .errorCode), value("errorMessage", .errorMessage),
    value("eventID", .eventID), value("sharedEventID", .sharedEventID),
    value("recipientAccountId", .recipientAccountId), value("eventType", .eventType),
    value("eventCategory", .eventCategory), value("resources", .resources),
    value("detail", .detail), value("sourceIPAddress", .sourceIPAddress),
    value("vpcEndpointId", .vpcEndpointId),
    .object("userIdentity", identity),
    .object("requestParameters", request),
    .object(
      "responseElements",
      [
        value("keyId", .responseKeyId),
        .object("keyMetadata", [value("arn", .responseMetadataARN)]),
      ]
    ),
    .object("serviceEventDetails", [value("keyId", .serviceEventKeyId)]),
    .object("additionalEventData", [value("customKeyStoreId", .customKeyStoreId)]),
    .object(
      "addendum",
      [value("reason", .addendumReason), value("originalEventID", .originalEventID)]
    ),
  ])

  private static let identity: [Outline.Member] = [
    value("type", .identityType), value("arn", .arn), value("principalId", .principalId),
    value("accountId", .accountId), value("invokedBy", .invokedBy),
    .object(
      "sessionContext",
      [
        .object("sessionIssuer", [value("arn", .issuerARN), value("accountId", .issuerAccountId)]),
        value("attributes", .sessionAttributes),
      ]
    ),
    .object(
      "inScopeOf",
      [value("sourceAccount", .scopeSourceAccount), value("sourceArn", .scopeSourceARN)]
    ),
    .object("onBehalfOf", [value("userId", .onBehalfOfUserId)]),
  ]

  static let request: [Outline.Member] = [
    value("keyId", .requestKeyId), value("sourceKeyId", .requestKeyId),
    value("targetKeyId", .requestTargetKeyId), value("aliasName", .requestAliasName),
    value("destinationKeyId", .requestDestinationKeyId),
    value("encryptionContext", .encryptionContext),
    // A ReEncrypt has two: its result belongs to whom the destination's names.
    value("destinationEncryptionContext", .encryptionContext),
    value("sourceEncryptionContext", .sourceEncryptionContext),
    value("encryptionAlgorithm", .encryptionAlgorithm),
    value("destinationEncryptionAlgorithm", .encryptionAlgorithm),
    value("signingAlgorithm", .signingAlgorithm), value("macAlgorithm", .macAlgorithm),
    value("keyPairSpec", .keyPairSpec), value("dryRun", .dryRun),
    value("messageType", .messageType),
    value("keyAgreementAlgorithm", .keyAgreementAlgorithm),
  ]

  private static let identityOutline = Outline(identity)
  private static let onlyResource = Form([
    .text("[{\"accountId\":\""), .text("\",\"type\":\""), .text("\",\"ARN\":\""),
  ])
  private static let resource = Outline([value("ARN", .keyARN)])

  private static func value(_ name: StaticString, _ field: Field) -> Outline.Member {
    .value(name, field.rawValue)
  }

  subscript(set field: Field) -> TextSpan {
    get { spans[field.rawValue] }
    set { spans[field.rawValue] = newValue }
  }

  /// Reads the record between two braces of `buffer`.
  ///
  /// - Throws: `JSONScanError` where a level that is read is not JSON.
  func decode(open: Int, close: Int, in buffer: ScanBuffer) throws(JSONScanError) -> DecodedRecord {
    begin(open, close, buffer)
    try buffer.read(open: open, close: close, Self.outline, into: spans)
    return try decoded(in: buffer)
  }

  /// Reads a record whose head has been read.
  func decode(
    open: Int,
    close: Int,
    after head: borrowing RecordHead,
    in buffer: ScanBuffer
  ) throws(JSONScanError) -> DecodedRecord {
    begin(open, close, buffer)
    let identity = Int(head.userIdentity.start)
    let identityEnd = identity + Int(head.userIdentity.length) - 1
    if !readSession(open: identity, close: identityEnd, in: buffer) {
      try buffer.read(open: identity, close: identityEnd, Self.identityOutline, into: spans)
    }
    self[set: .eventTime] = head.eventTime
    self[set: .eventSource] = head.eventSource
    self[set: .eventName] = head.eventName
    self[set: .awsRegion] = head.awsRegion
    let rest = try readCall(from: head.end, close: close, in: buffer)
    try buffer.read(open: open, close: close, after: rest, Self.outline, into: spans)
    return try decoded(in: buffer)
  }

  private func begin(_ open: Int, _ close: Int, _ buffer: ScanBuffer) {
    if self.buffer !== buffer { self.buffer = buffer }
    text = UnsafePointer(buffer.text)
    reset()
    record = TextSpan(start: Int32(open), length: Int32(close - open + 1))
  }

  /// The buffer is handed down, here and below: to take it out of the property would count it.
  private func decoded(in buffer: ScanBuffer) throws(JSONScanError) -> DecodedRecord {
    guard !isEmpty(.eventSource) else { return .notAnEvent(detail: span(.detail)) }
    let source = span(.eventSource)
    guard source.length == 17 else { return .other }
    guard buffer.starts("kms.amazonaws.com", at: Int(source.start)) else {
      return buffer.starts("ram.amazonaws.com", at: Int(source.start)) ? .resourceShare : .other
    }
    try readResources(span(.resources), in: buffer)
    if isEmpty(.keyARN) { readResponseKey(in: buffer) }
    if isEmpty(.requestKeyId) { self[set: .requestKeyId] = span(.requestTargetKeyId) }
    return .kms
  }

  /// The first two key ARNs, in their order: a ReEncrypt has its source first.
  ///
  /// Aliases stand in `resources` too.
  private func readResources(
    _ resources: TextSpan,
    in buffer: ScanBuffer
  ) throws(JSONScanError) {
    guard resources.length > 1, text[Int(resources.start)] == UInt8(ascii: "[") else { return }
    let open = Int(resources.start)
    let close = open + Int(resources.length) - 1
    if readOnlyResource(open, close, buffer) { return }
    let count = try buffer.listMembers(open: open, close: close)
    var first = TextSpan()
    for index in 0..<count {
      let element = buffer.members[index]
      let arn = try resourceARN(Int(element.value), Int(element.value_length), buffer)
      guard isKeyARN(arn, buffer) else { continue }
      guard first.length > 0 else {
        first = arn
        continue
      }
      self[set: .secondKeyARN] = arn
      break
    }
    self[set: .keyARN] = first
  }

  /// Reads the list as CloudTrail writes it for one key.
  private func readOnlyResource(_ open: Int, _ close: Int, _ buffer: ScanBuffer) -> Bool {
    withUnsafeTemporaryAllocation(of: TextSpan.self, capacity: 3) { values in
      guard let values = values.baseAddress,
        buffer.read(open: open, before: close, nesting: 1, Self.onlyResource, into: values)
      else { return false }
      let arn = values[2]
      guard Int(arn.start + arn.length) + 2 == close else { return false }
      self[set: .keyARN] = isKeyARN(arn, buffer) ? arn : TextSpan()
      return true
    }
  }

  private func resourceARN(
    _ start: Int,
    _ length: Int,
    _ buffer: ScanBuffer
  ) throws(JSONScanError) -> TextSpan {
    guard buffer.text[start] == UInt8(ascii: "{") else { return TextSpan() }
    self[set: .keyARN] = TextSpan()
    try buffer.read(open: start, close: start + length - 1, Self.resource, into: spans)
    return span(.keyARN)
  }

  private func isKeyARN(_ value: TextSpan, _ buffer: ScanBuffer) -> Bool {
    let end = Int(value.start + value.length)
    return value.length > 4 && text[Int(value.start)] == UInt8(ascii: "a")
      && buffer.find(Self.keyMark, from: Int(value.start), before: end) < end
  }

  /// Newer records name the key in the response where `resources` is missing.
  private func readResponseKey(in buffer: ScanBuffer) {
    let places: [Field] = [.serviceEventKeyId, .responseMetadataARN, .responseKeyId]
    let arn = places.lazy.map { self.span($0) }.first { self.isKeyARN($0, buffer) }
    self[set: .responseKeyARN] = arn ?? TextSpan()
  }
}
