/// Unsigned numbers of few bytes (LEB128): seven bits a byte, the lowest first.
package enum Varint {
  package static func write(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// - Returns: nil where the bytes end before the number does, or it has more than 64 bits.
  package static func read<Bytes: RandomAccessCollection<UInt8>>(
    _ bytes: Bytes,
    _ index: inout Int
  ) -> UInt64? where Bytes.Index == Int {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while index < bytes.count, shift < 64 {
      let byte = bytes[index]
      index += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
