/// An IPv4 or IPv6 address, or a range of them in CIDR notation.
struct IPRange {
  private let isV6: Bool
  private let bits: UInt128
  /// Counted from the left of 32 or 128 bits.
  private let prefix: Int

  /// - Returns: nil for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    isV6 = parts[0].utf8.contains(UInt8(ascii: ":"))
    guard parts.count <= 2, let bits = isV6 ? Self.v6(parts[0]) : Self.v4(parts[0]) else {
      return nil
    }
    self.bits = bits
    let width = isV6 ? 128 : 32
    guard parts.count == 2 else {
      prefix = width
      return
    }
    guard let prefix = Self.number(parts[1], atMost: width) else { return nil }
    self.prefix = prefix
  }

  /// Whether every address of `other` is in this range.
  func contains(_ other: IPRange) -> Bool {
    guard isV6 == other.isV6, other.prefix >= prefix else { return false }
    // A shift by the whole width leaves nothing to differ.
    return (bits ^ other.bits) >> UInt128((isV6 ? 128 : 32) - prefix) == 0
  }

  private static func number(_ text: Substring, atMost limit: Int) -> Int? {
    guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39) ~= $0 }),
      let number = Int(text), number <= limit
    else { return nil }
    return number
  }

  private static func v4(_ text: Substring) -> UInt128? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var result: UInt128 = 0
    for part in parts {
      guard let byte = number(part, atMost: 255) else { return nil }
      result = result << 8 | UInt128(byte)
    }
    return result
  }

  private static func v6(_ text: Substring) -> UInt128? {
    guard text.utf8.count <= 39 else { return nil }
    let halves = halves(text)
    guard halves.count <= 2 else { return nil }
    var groups: [[UInt128]] = []
    for half in halves {
      guard let read = self.groups(half) else { return nil }
      groups.append(read)
    }
    let missing = 8 - groups.reduce(0) { $0 + $1.count }
    guard halves.count == 2 ? missing > 0 : missing == 0 else { return nil }
    let zeros = [UInt128](repeating: 0, count: missing)
    return groups.joined(separator: zeros).reduce(0) { $0 << 16 | $1 }
  }

  /// What stands before and after `::`.
  private static func halves(_ text: Substring) -> [Substring] {
    var result: [Substring] = []
    var rest = text
    while let gap = rest.firstRange(of: "::") {
      result.append(rest[..<gap.lowerBound])
      rest = rest[gap.upperBound...]
    }
    return result + [rest]
  }

  private static func groups(_ text: Substring) -> [UInt128]? {
    var result: [UInt128] = []
    guard !text.isEmpty else { return [] }
    for group in text.split(separator: ":", omittingEmptySubsequences: false) {
      guard (1...4).contains(group.utf8.count), group.utf8.first != UInt8(ascii: "+"),
        let value = UInt128(group, radix: 16)
      else { return nil }
      result.append(value)
    }
    return result
  }
}
