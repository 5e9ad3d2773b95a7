/// A 64-bit hash of bytes: the same in every run and on every machine, so that it may decide what
/// is kept.
///
/// Not cryptographic.
///
/// Multiply-and-fold as in wyhash: each 16 bytes cost one 64 by 64 bit multiplication.
package enum Fingerprint {
  /// Of a set of texts, in hexadecimal; "" for none.
  package static func text(of texts: Set<String>) -> String {
    if texts.isEmpty { return "" }
    var bytes = Array(texts.sorted().joined(separator: "\n").utf8)
    return bytes.withUnsafeMutableBufferPointer { bytes in
      String(of(UnsafeBufferPointer(bytes)), radix: 16)
    }
  }

  package static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let start = bytes.baseAddress else { return fold(firstKey, secondKey) }
    return of(UnsafeRawPointer(start), count: bytes.count)
  }

  @inline(__always)
  static func of(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
    var state = firstKey ^ UInt64(truncatingIfNeeded: count)
    var offset = 0
    while offset + 16 <= count {
      state = fold(word(start, offset) ^ secondKey, word(start, offset + 8) ^ state)
      offset += 16
    }
    // The rest in two words that may overlap what was read before, or each other.
    let (low, high) =
      if count >= 16 {
        (word(start, count - 16), word(start, count - 8))
      } else if count >= 8 {
        (word(start, 0), word(start, count - 8))
      } else {
        short(start, count)
      }
    state = fold(low ^ secondKey, high ^ state)
    return fold(state ^ firstKey, secondKey)
  }

  @inline(__always)
  private static func word(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// Fewer than eight bytes.
  private static func short(_ start: UnsafeRawPointer, _ count: Int) -> (UInt64, UInt64) {
    var low: UInt64 = 0
    for index in 0..<count {
      low = low << 8 | UInt64(start.load(fromByteOffset: index, as: UInt8.self))
    }
    return (low, 0)
  }

  private static let firstKey: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let secondKey: UInt64 = 0xD6E8_FEB8_6659_FD93

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
