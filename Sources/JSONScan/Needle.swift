public import CScanKernels

/// Bytes to search for, with the two of them that are rarest in CloudTrail's JSON: where few places
/// fit, few are looked at twice.
@usableFromInline package struct Needle: @unchecked Sendable {
  @usableFromInline let raw: kmsaudit_needle

  package var count: Int { Int(raw.length) }

  /// A needle that is part of the program, and so lives as long as it.
  package init(_ text: StaticString) {
    self.init(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// - Parameter bytes: 2 to 64 bytes that outlive the needle.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    let byRarity = bytes.indices.sorted { Self.commonness(bytes[$0]) < Self.commonness(bytes[$1]) }
    raw = kmsaudit_needle(
      bytes: bytes.baseAddress,
      length: UInt32(bytes.count),
      first: UInt32(byRarity.first ?? 0),
      second: UInt32(byRarity.dropFirst().first ?? 0)
    )
  }

  /// Capitals and a few letters are rare in records; quotes, digits and vowels stand everywhere.
  private static func commonness(_ byte: UInt8) -> Int {
    switch byte {
    case 0x41...0x5A: 1
    case _ where "kzqxjvyw/".utf8.contains(byte): 0
    case _ where "\"aeiorst0123456789:".utf8.contains(byte): 3
    default: 2
    }
  }
}
