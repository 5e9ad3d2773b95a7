import CScanKernels
import JSONScan
import KMSModel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What a record turned out to be.
enum DecodedRecord {
  case kms
  case other
  /// No `eventSource` of its own: perhaps EventBridge's wrapper, with the event in `detail`.
  case notAnEvent(detail: KMSEvent.Span)
}

/// A member's name, compared as bytes: no name we want holds a character that needs an escape.
private struct Name {
  let bytes: UnsafePointer<UInt8>
  let length: Int

  @inline(__always)
  static func ~= (wanted: StaticString, name: Name) -> Bool {
    name.length == wanted.utf8CodeUnitCount
      && memcmp(name.bytes, wanted.utf8Start, name.length) == 0
  }
}

extension KMSEvent {
  /// Objects inside the record that are read after the level that holds them.
  private struct Nested {
    var userIdentity = Span()
    var resources = Span()
    var requestParameters = Span()
    var responseElements = Span()
    var additionalEventData = Span()
    var serviceEventDetails = Span()
    var addendum = Span()
    var detail = Span()
  }

  /// Reads the record between two braces of `buffer`.
  ///
  /// - Throws: `JSONScanError` where a level that is read is not JSON.
  func decode(open: Int, close: Int, in buffer: ScanBuffer) throws(JSONScanError) -> DecodedRecord {
    self.buffer = buffer
    reset()
    (encryptionContext, isDryRun) = (Span(), false)
    record = Span(start: Int32(open), length: Int32(close - open + 1))
    var nested = Nested()
    let source = try readTop(&nested)
    guard source.length > 0 else { return .notAnEvent(detail: nested.detail) }
    try readIdentity(nested.userIdentity)
    guard bytes(source).elementsEqual("kms.amazonaws.com".utf8) else { return .other }
    try readResources(nested.resources)
    try readRequest(nested.requestParameters)
    try readDetails(nested)
    return .kms
  }

  private subscript(set field: Field) -> Span {
    get { spans[field.rawValue] }
    set { spans[field.rawValue] = newValue }
  }

  /// Calls `body` with each member: a text without its quotes, anything else as it stands; a null
  /// is no member.
  ///
  /// `body` must not list members itself.
  @inline(__always)
  private func eachMember(
    of object: Span,
    _ body: (_ name: Name, _ value: Span) -> Void
  ) throws(JSONScanError) {
    guard object.length > 1, buffer.text[Int(object.start)] == UInt8(ascii: "{") else { return }
    let open = Int(object.start)
    let count = try buffer.listMembers(open: open, close: open + Int(object.length) - 1)
    let (text, members) = (buffer.text, buffer.members)
    for index in 0..<count {
      let member = members[index]
      let first = text[Int(member.value)]
      if first == UInt8(ascii: "n") { continue }
      let quotes: Int32 = first == UInt8(ascii: "\"") ? 1 : 0
      body(
        Name(bytes: text + Int(member.key), length: Int(member.key_length)),
        Span(start: Int32(member.value) + quotes, length: Int32(member.value_length) - 2 * quotes)
      )
    }
  }

  private func readTop(_ nested: inout Nested) throws(JSONScanError) -> Span {
    var source = Span()
    try eachMember(of: record) { name, value in
      switch name.length {
      case 6: if "detail" ~= name { nested.detail = value }
      case 7: if "eventID" ~= name { self[set: .eventID] = value }
      case 8: if "addendum" ~= name { nested.addendum = value }
      case 9:
        switch name {
        case "eventTime": self[set: .eventTime] = value
        case "eventName": self[set: .eventName] = value
        case "awsRegion": self[set: .awsRegion] = value
        case "eventType": self[set: .eventType] = value
        case "errorCode": self[set: .errorCode] = value
        case "resources": nested.resources = value
        default: break
        }
      case 11: if "eventSource" ~= name { source = value }
      case 12:
        if "userIdentity" ~= name {
          nested.userIdentity = value
        } else if "errorMessage" ~= name {
          self[set: .errorMessage] = value
        }
      case 13:
        if "sharedEventID" ~= name {
          self[set: .sharedEventID] = value
        } else if "eventCategory" ~= name {
          self[set: .eventCategory] = value
        }
      case 16: if "responseElements" ~= name { nested.responseElements = value }
      case 17: if "requestParameters" ~= name { nested.requestParameters = value }
      case 18: if "recipientAccountId" ~= name { self[set: .recipientAccountId] = value }
      case 19:
        if "additionalEventData" ~= name {
          nested.additionalEventData = value
        } else if "serviceEventDetails" ~= name {
          nested.serviceEventDetails = value
        }
      default: break
      }
    }
    return source
  }

  private func readIdentity(_ identity: Span) throws(JSONScanError) {
    var (session, scope, onBehalfOf) = (Span(), Span(), Span())
    try eachMember(of: identity) { name, value in
      switch name {
      case "type": self[set: .identityType] = value
      case "arn": self[set: .arn] = value
      case "principalId": self[set: .principalId] = value
      case "accountId": self[set: .accountId] = value
      case "invokedBy": self[set: .invokedBy] = value
      case "sessionContext": session = value
      case "inScopeOf": scope = value
      case "onBehalfOf": onBehalfOf = value
      default: break
      }
    }
    var issuer = Span()
    try eachMember(of: session) { name, value in
      if "sessionIssuer" ~= name { issuer = value }
    }
    try eachMember(of: issuer) { name, value in
      if "arn" ~= name {
        self[set: .issuerARN] = value
      } else if "accountId" ~= name {
        self[set: .issuerAccountId] = value
      }
    }
    try eachMember(of: scope) { name, value in
      if "sourceAccount" ~= name { self[set: .scopeSourceAccount] = value }
    }
    try eachMember(of: onBehalfOf) { name, value in
      if "userId" ~= name { self[set: .onBehalfOfUserId] = value }
    }
  }

  /// The first two key ARNs, in their order: a ReEncrypt has its source first.
  ///
  /// Aliases stand in `resources` too.
  private func readResources(_ resources: Span) throws(JSONScanError) {
    guard resources.length > 1, buffer.text[Int(resources.start)] == UInt8(ascii: "[") else {
      return
    }
    let open = Int(resources.start)
    let count = try buffer.listMembers(open: open, close: open + Int(resources.length) - 1)
    elements.removeAll(keepingCapacity: true)
    for index in 0..<count {
      let element = buffer.members[index]
      elements.append(Span(start: Int32(element.value), length: Int32(element.value_length)))
    }
    for element in elements where isEmpty(.secondKeyARN) {
      try eachMember(of: element) { name, value in
        guard "ARN" ~= name, isKeyARN(value) else { return }
        if isEmpty(.keyARN) {
          self[set: .keyARN] = value
        } else if isEmpty(.secondKeyARN) {
          self[set: .secondKeyARN] = value
        }
      }
    }
  }

  private func isKeyARN(_ value: Span) -> Bool {
    let end = Int(value.start + value.length)
    return value.length > 4 && buffer.text[Int(value.start)] == UInt8(ascii: "a")
      && buffer.find(":key/", from: Int(value.start), before: end) < end
  }

  private func readRequest(_ request: Span) throws(JSONScanError) {
    try eachMember(of: request) { name, value in
      switch name {
      case "keyId", "sourceKeyId": self[set: .requestKeyId] = value
      case "encryptionContext": encryptionContext = value
      case "encryptionAlgorithm", "destinationEncryptionAlgorithm":
        self[set: .encryptionAlgorithm] = value
      case "signingAlgorithm": self[set: .signingAlgorithm] = value
      case "macAlgorithm": self[set: .macAlgorithm] = value
      case "keyPairSpec": self[set: .keyPairSpec] = value
      case "targetKeyId": if isEmpty(.requestKeyId) { self[set: .requestKeyId] = value }
      case "dryRun":
        let first = value.length > 0 ? buffer.text[Int(value.start)] : 0
        isDryRun = first == UInt8(ascii: "t")
      default: break
      }
    }
  }

  private func readDetails(_ nested: Nested) throws(JSONScanError) {
    try eachMember(of: nested.additionalEventData) { name, value in
      if "customKeyStoreId" ~= name { self[set: .customKeyStoreId] = value }
    }
    try eachMember(of: nested.addendum) { name, value in
      if "reason" ~= name {
        self[set: .addendumReason] = value
      } else if "originalEventID" ~= name {
        self[set: .originalEventID] = value
      }
    }
    guard isEmpty(.keyARN) else { return }
    try readResponseKey(nested.responseElements)
    try eachMember(of: nested.serviceEventDetails) { name, value in
      if "keyId" ~= name, isKeyARN(value) { self[set: .responseKeyARN] = value }
    }
  }

  /// Newer records name the key in the response where `resources` is missing.
  private func readResponseKey(_ response: Span) throws(JSONScanError) {
    var metadata = Span()
    try eachMember(of: response) { name, value in
      if "keyId" ~= name, isKeyARN(value) {
        self[set: .responseKeyARN] = value
      } else if "keyMetadata" ~= name {
        metadata = value
      }
    }
    try eachMember(of: metadata) { name, value in
      if "arn" ~= name, isKeyARN(value) { self[set: .responseKeyARN] = value }
    }
  }
}
