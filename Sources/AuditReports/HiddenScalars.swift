extension Unicode.Scalar {
  /// A control, or what changes how the text around it looks without being seen itself: bidi
  /// overrides, zero-width and tag characters, line separators.
  var isHidden: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E,
      0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
      true
    default: false
    }
  }
}

extension UInt32 {
  /// At least four hexadecimal digits, as a code point is written.
  var codePointDigits: String {
    let digits = String(self, radix: 16, uppercase: true)
    return String(repeating: "0", count: Swift.max(0, 4 - digits.count)) + digits
  }
}
