import CloudTrail
import JSONScan

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The bytes of a record that decide its pattern, one after the other: equal bytes, equal pattern.
///
/// What differs from call to call (sessions, times, ids, contexts) is left out. Three parts that
/// know nothing of each other: what was done, who did it, to which key.
struct PatternKey: ~Copyable {
  private(set) var bytes: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var operationEnd = 0
  private var callerEnd = 0
  private var capacity = 4096

  private static let operationFields: [KMSEvent.Field] = [
    .eventName, .awsRegion, .errorCode, .eventType, .eventCategory, .encryptionAlgorithm,
    .signingAlgorithm, .macAlgorithm, .keyPairSpec, .customKeyStoreId,
  ]
  private static let callerFields: [KMSEvent.Field] = [
    .identityType, .accountId, .invokedBy, .recipientAccountId,
  ]
  /// Wanted only where no resource names the key.
  private static let keyFallbacks: [KMSEvent.Field] = [
    .responseKeyARN, .requestKeyId, .requestDestinationKeyId,
  ]

  init() { bytes = .allocate(capacity: capacity) }

  deinit { bytes.deallocate() }

  var operation: UnsafeBufferPointer<UInt8> { part(0, operationEnd) }
  var caller: UnsafeBufferPointer<UInt8> { part(operationEnd, callerEnd) }
  var key: UnsafeBufferPointer<UInt8> { part(callerEnd, count) }

  private func part(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: bytes + start, count: end - start)
  }

  mutating func read(_ event: KMSEvent) {
    count = 0
    for field in Self.operationFields { append(event[field]) }
    append(byte: event.isDryRun ? 1 : 0)
    operationEnd = count
    for field in Self.callerFields { append(event[field]) }
    readPrincipal(event)
    if event[.identityType].isEqual("AWSService") {
      append(event[.scopeSourceAccount])
      readContext(event)
    }
    callerEnd = count
    append(event[.keyARN])
    append(event[.secondKeyARN])
    if event.isEmpty(.keyARN) {
      for field in Self.keyFallbacks { append(event[field]) }
      append(event.keyARNInErrorMessage)
    }
  }

  private mutating func readPrincipal(_ event: KMSEvent) {
    if !event.isEmpty(.issuerARN), event[.identityType].isEqual("AssumedRole") {
      append(event[.issuerARN])
    } else {
      append(event.arnWithoutSession)
      append(event[.onBehalfOfUserId])
      append(UnsafeBufferPointer(rebasing: event[.principalId].prefix { $0 != 0x3A }))
      append(event[.issuerARN])
      append(event[.issuerAccountId])
    }
  }

  private mutating func readContext(_ event: KMSEvent) {
    event.forEachContextEntry { name, value in
      guard let account = accountPart(of: value) else { return }
      append(name)
      append(account)
    }
  }

  private mutating func append(byte: UInt8) {
    reserve(1)
    bytes[count] = byte
    count += 1
  }

  private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    let length = min(text.count, KMSEvent.longestText)
    reserve(length + 2)
    bytes[count] = UInt8(truncatingIfNeeded: length)
    bytes[count + 1] = UInt8(truncatingIfNeeded: length >> 8)
    if let start = text.baseAddress { (bytes + count + 2).update(from: start, count: length) }
    count += length + 2
  }

  private mutating func reserve(_ room: Int) {
    guard count + room > capacity else { return }
    capacity = max(capacity * 2, count + room)
    let wider = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    wider.update(from: bytes, count: count)
    bytes.deallocate()
    bytes = wider
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
