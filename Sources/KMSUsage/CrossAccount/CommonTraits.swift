import CloudTrail
import JSONScan

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The traits that several requests have in common, as they stand in the records.
///
/// `meet` is commutative, associative and idempotent: the order of requests, and whether one is
/// seen twice, do not matter.
struct CommonTraits: Sendable {
  /// Of each trait its length in two bytes and its text; only a length for one that differs.
  private(set) var bytes: [UInt8] = []

  private static let differs = 0xFFFF

  /// As bits, the traits that can differ at all: all requests of a pattern share the others.
  static let compared = [
    CallTrait.session, .userID, .sourceIP, .vpcEndpoint, .multiFactor, .sourceARN, .alias,
    .messageType, .keyAgreementAlgorithm, .uniqueID,
  ].reduce(into: UInt16(0)) { $0 |= 1 << UInt16($1.rawValue) }

  init(_ event: KMSEvent) {
    let length = CallTrait.allCases.reduce(0) { $0 + 2 + event[trait: $1].count }
    bytes.reserveCapacity(min(length, 4096))
    for trait in 0..<CallTrait.count {
      append(CallTrait(rawValue: trait).map { event[trait: $0] })
    }
  }

  /// - Returns: nil for bytes that are no traits'.
  init?(bytes: [UInt8]) {
    var place = 0
    for _ in 0..<CallTrait.count {
      guard place + 2 <= bytes.count else { return nil }
      let length = Int(bytes[place]) | Int(bytes[place + 1]) << 8
      place += 2 + (length == Self.differs ? 0 : length)
    }
    guard place == bytes.count else { return nil }
    self.bytes = bytes
  }

  private mutating func append(_ text: UnsafeBufferPointer<UInt8>?) {
    let length = text.map { $0.count > KMSEvent.longestText ? Self.differs : $0.count }
    let known = length ?? Self.differs
    bytes.append(UInt8(known & 0xFF))
    bytes.append(UInt8(known >> 8))
    if let text, known != Self.differs { bytes.append(contentsOf: text) }
  }

  /// Takes in one more request.
  ///
  /// - Returns: as bits, the traits that may still come to differ.
  mutating func meet(_ event: KMSEvent) -> UInt16 {
    var (differing, live): (UInt16, UInt16) = (0, 0)
    forEach { trait, text in
      guard let text else { return }
      let bit: UInt16 = 1 << UInt16(trait.rawValue)
      if event[trait: trait].isEqual(text) { live |= bit } else { differing |= bit }
    }
    if differing != 0 { drop(differing) }
    return live & Self.compared
  }

  mutating func meet(_ other: CommonTraits) {
    if bytes == other.bytes { return }
    var differing: UInt16 = 0
    let others = other.texts
    for (trait, text) in texts.enumerated() where text != others[trait] {
      differing |= 1 << UInt16(trait)
    }
    drop(differing)
  }

  private mutating func drop(_ differing: UInt16) {
    let old = self
    bytes = []
    old.forEach { trait, text in
      append(differing >> UInt16(trait.rawValue) & 1 == 1 ? nil : text)
    }
  }

  @inline(__always)
  private func forEach(_ body: (CallTrait, UnsafeBufferPointer<UInt8>?) -> Void) {
    bytes.withUnsafeBufferPointer { bytes in
      var place = 0
      for number in 0..<CallTrait.count {
        guard let trait = CallTrait(rawValue: number) else { return }
        let length = Int(bytes[place]) | Int(bytes[place + 1]) << 8
        place += 2
        guard length != Self.differs else {
          body(trait, nil)
          continue
        }
        body(trait, UnsafeBufferPointer(rebasing: bytes[place..<(place + length)]))
        place += length
      }
    }
  }

  /// By trait, without escapes: "" for requests without it, nil where it differs.
  var texts: [String?] {
    var texts: [String?] = []
    forEach { texts.append($1.map(JSONString.unescaped)) }
    return texts
  }
}

extension UnsafeBufferPointer<UInt8> {
  func isEqual(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard let left = baseAddress, let right = other.baseAddress else { return true }
    return memcmp(left, right, count) == 0
  }
}
