/// The escapes of JSON strings (RFC 8259, 7).
package enum JSONString {
  /// The text of a string's inside.
  ///
  /// An escape that is none stands as it is written; a lone surrogate and bytes that are not UTF-8
  /// become U+FFFD.
  package static func unescaped(_ raw: UnsafeBufferPointer<UInt8>) -> String {
    guard raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
    var bytes: [UInt8] = []
    unescape(raw, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the unescaped bytes, which are as well formed as the input.
  package static func unescape(_ raw: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
    bytes.reserveCapacity(bytes.count + raw.count)
    var index = 0
    while index < raw.count {
      let byte = raw[index]
      index += 1
      guard byte == UInt8(ascii: "\\"), index < raw.count else {
        bytes.append(byte)
        continue
      }
      let kind = raw[index]
      index += 1
      if kind == UInt8(ascii: "u") {
        appendScalar(raw, &index, to: &bytes)
      } else {
        bytes.append(contentsOf: simple(kind))
      }
    }
  }

  private static func simple(_ kind: UInt8) -> [UInt8] {
    switch kind {
    case UInt8(ascii: "n"): [0x0A]
    case UInt8(ascii: "r"): [0x0D]
    case UInt8(ascii: "t"): [0x09]
    case UInt8(ascii: "b"): [0x08]
    case UInt8(ascii: "f"): [0x0C]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): [kind]
    default: [UInt8(ascii: "\\"), kind]
    }
  }

  private static func appendScalar(
    _ raw: UnsafeBufferPointer<UInt8>,
    _ index: inout Int,
    to bytes: inout [UInt8]
  ) {
    guard let first = hexadecimal(raw, index) else {
      bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
      return
    }
    index += 4
    var code = UInt32(first)
    if (0xD800..<0xDC00).contains(code), index + 6 <= raw.count, raw[index] == UInt8(ascii: "\\"),
      raw[index + 1] == UInt8(ascii: "u"), let second = hexadecimal(raw, index + 2),
      (0xDC00..<0xE000).contains(second)
    {
      code = 0x10000 + (code - 0xD800) << 10 + (UInt32(second) - 0xDC00)
      index += 6
    }
    let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
    bytes.append(contentsOf: Array(String(Character(scalar)).utf8))
  }

  private static func hexadecimal(_ raw: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt16? {
    guard start + 4 <= raw.count else { return nil }
    var value: UInt16 = 0
    for byte in raw[start..<start + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}
