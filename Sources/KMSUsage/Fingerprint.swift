/// A 64-bit hash of bytes: the same in every run and on every machine, so that it may decide what
/// is kept.
///
/// Not cryptographic.
///
/// Multiply-and-fold as in wyhash: each 16 bytes cost one 64 by 64 bit multiplication.
enum Fingerprint {
  static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let start = bytes.baseAddress else { return fold(firstKey, secondKey) }
    return of(UnsafeRawPointer(start), count: bytes.count)
  }

  @inline(__always)
  static func of(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
    var state = firstKey ^ UInt64(truncatingIfNeeded: count)
    var offset = 0
    while offset + 16 <= count {
      let low = start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let high = start.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
      state = fold(low ^ secondKey, high ^ state)
      offset += 16
    }
    var low: UInt64 = 0
    var high: UInt64 = 0
    for index in offset..<count {
      let byte = UInt64(start.load(fromByteOffset: index, as: UInt8.self))
      if index - offset < 8 {
        low = low << 8 | byte
      } else {
        high = high << 8 | byte
      }
    }
    state = fold(low ^ secondKey, high ^ state)
    return fold(state ^ firstKey, secondKey)
  }

  private static let firstKey: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let secondKey: UInt64 = 0xD6E8_FEB8_6659_FD93

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
