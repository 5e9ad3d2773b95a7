import CloudTrail
import JSONScan

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The texts of a record that decide its pattern: equal texts, equal pattern.
///
/// What differs from call to call (sessions, times, ids, contexts) is left out. Three parts that
/// know nothing of each other: what was done, who did it, to which key.
struct PatternKey {
  let operation: PartDigest
  let caller: PartDigest
  let keys: PartDigest

  init(_ event: KMSEvent, _ key: PartDigest.Key) {
    operation = Self.operation(event, key)
    caller = Self.caller(event, key)
    keys = Self.keys(event, key)
  }

  private static func operation(_ event: KMSEvent, _ key: PartDigest.Key) -> PartDigest {
    var digest = PartDigest(key)
    digest.add(event[.eventName], key)
    digest.add(event[.awsRegion], key)
    digest.add(event[.errorCode], key)
    digest.add(event[.eventType], key)
    digest.add(event[.eventCategory], key)
    digest.add(event[.encryptionAlgorithm], key)
    digest.add(event[.signingAlgorithm], key)
    digest.add(event[.macAlgorithm], key)
    digest.add(event[.keyPairSpec], key)
    digest.add(event[.customKeyStoreId], key)
    if event.isDryRun { digest.add(event[.dryRun], key) }
    return digest
  }

  private static func caller(_ event: KMSEvent, _ key: PartDigest.Key) -> PartDigest {
    var digest = PartDigest(key)
    digest.add(event[.identityType], key)
    digest.add(event[.accountId], key)
    digest.add(event[.invokedBy], key)
    digest.add(event[.recipientAccountId], key)
    if !event.isEmpty(.issuerARN), event[.identityType].isEqual("AssumedRole") {
      digest.add(event[.issuerARN], key)
    } else {
      digest.add(event.arnWithoutSession, key)
      digest.add(event[.onBehalfOfUserId], key)
      digest.add(UnsafeBufferPointer(rebasing: event[.principalId].prefix { $0 != 0x3A }), key)
      digest.add(event[.issuerARN], key)
      digest.add(event[.issuerAccountId], key)
    }
    guard event[.identityType].isEqual("AWSService") else { return digest }
    digest.add(event[.scopeSourceAccount], key)
    event.forEachContextEntry { name, value in
      guard let account = accountPart(of: value) else { return }
      digest.add(name, key)
      digest.add(account, key)
    }
    return digest
  }

  private static func keys(_ event: KMSEvent, _ key: PartDigest.Key) -> PartDigest {
    var digest = PartDigest(key)
    digest.add(event[.keyARN], key)
    digest.add(event[.secondKeyARN], key)
    guard event.isEmpty(.keyARN) else { return digest }
    digest.add(event[.responseKeyARN], key)
    digest.add(event[.requestKeyId], key)
    digest.add(event[.requestDestinationKeyId], key)
    digest.add(event.keyARNInErrorMessage, key)
    return digest
  }
}

extension PartDigest {
  /// Adds as much of a text as counts.
  @inline(__always)
  fileprivate mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ key: Key) {
    let counted = Swift.min(text.count, KMSEvent.longestText)
    add(bytes: UnsafeRawPointer(text.baseAddress), count: counted, key)
  }
}

extension KMSEvent {
  private static let roleMark = Needle(":assumed-role/")
  private static let arnMark = Needle("arn:")

  /// Bytes of a text that count, more than any of AWS's own identifiers has: crafted long ones
  /// must not fill the memory.
  static let longestText = 1024

  /// `…:assumed-role/Name/Session` without the session; any other ARN whole.
  var arnWithoutSession: UnsafeBufferPointer<UInt8> {
    let arn = self[.arn]
    let span = span(.arn)
    let end = Int(span.start + span.length)
    guard buffer.find(Self.roleMark, from: Int(span.start), before: end) < end,
      let slash = arn.lastIndex(of: UInt8(ascii: "/")),
      !arn[..<slash].elementsEqual(arn.prefix { $0 != UInt8(ascii: "/") })
    else { return arn }
    return UnsafeBufferPointer(rebasing: arn[..<slash])
  }

  /// The key ARN in the message of a refused call, whose record may name the key nowhere else.
  var keyARNInErrorMessage: UnsafeBufferPointer<UInt8> {
    let span = span(.errorMessage)
    let (start, end) = (Int(span.start), Int(span.start + span.length))
    let place = buffer.find(Self.keyMark, from: start, before: end)
    guard place < end else { return UnsafeBufferPointer(start: nil, count: 0) }
    var first = start
    var next = buffer.find(Self.arnMark, from: start, before: place)
    while next < place {
      first = next
      next = buffer.find(Self.arnMark, from: next + 1, before: place)
    }
    var last = place + 5
    while last < end, isKeyIDByte(buffer.text[last]) { last += 1 }
    return UnsafeBufferPointer(start: buffer.text + first, count: last - first)
  }

  private func isKeyIDByte(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x2D
  }
}

extension UnsafeBufferPointer<UInt8> {
  @inline(__always)
  func isEqual(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount
      && baseAddress.map { memcmp($0, text.utf8Start, text.utf8CodeUnitCount) == 0 } ?? true
  }
}

/// The account in a text that is one, or that is an ARN with one.
func accountPart(of value: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
  var part = value[...]
  if value.starts(with: "arn:".utf8) {
    for _ in 0..<4 {
      guard let colon = part.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      part = part[(colon + 1)...]
    }
    part = part.prefix { $0 != UInt8(ascii: ":") }
  }
  guard part.count == 12, part.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
  return UnsafeBufferPointer(rebasing: part)
}
