/// The inside of a string as it stands in the text.
struct JSONStringToken {
  let range: Range<Int>
  let hasEscapes: Bool
}

extension JSONParser {
  mutating func word(_ text: StaticString) throws(JSONError) {
    for index in 0..<text.utf8CodeUnitCount {
      guard try take(text.utf8Start[index]) else { throw error(.unexpectedByte) }
    }
  }

  func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[range])
  }

  func text(_ token: JSONStringToken) -> String {
    token.hasEscapes
      ? JSONString.unescaped(bytes(token.range))
      : String(decoding: bytes(token.range), as: UTF8.self)
  }
}

extension JSONParser {
  func isEqual(_ token: JSONStringToken, _ text: StaticString) -> Bool {
    token.hasEscapes
      ? self.text(token) == "\(text)"
      : bytes(token.range)
        .elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

// MARK: - Numbers

extension JSONParser {
  mutating func number() throws(JSONError) -> Range<Int> {
    let start = position
    _ = skip(UInt8(ascii: "-"))
    let leading = position
    let integerDigits = skipDigits()
    guard integerDigits > 0 else {
      throw position == start ? error(.unexpectedByte) : error(.badNumber)
    }
    guard integerDigits == 1 || bytes[leading] != UInt8(ascii: "0") else {
      throw JSONError(code: .badNumber, byte: leading)
    }
    if skip(UInt8(ascii: ".")) {
      guard skipDigits() > 0 else { throw error(.badNumber) }
    }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
      guard skipDigits() > 0 else { throw error(.badNumber) }
    }
    return start..<position
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 { position += 1 }
    return position - start
  }

  /// As `take`, but the end of the text is only "not next".
  private mutating func skip(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }
}

// MARK: - Strings

extension JSONParser {
  mutating func string() throws(JSONError) -> JSONStringToken {
    position += 1
    let start = position
    var hasEscapes = false
    while true {
      switch try current() {
      case UInt8(ascii: "\""):
        position += 1
        return JSONStringToken(range: start..<position - 1, hasEscapes: hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try skipEscape()
      case 0..<0x20: throw error(.controlCharacter)
      default: skipPlain()
      }
    }
  }

  /// Eight bytes at once, as long as none of them is a quote, a backslash or a control character.
  private mutating func skipPlain() {
    let text = UnsafeRawBufferPointer(bytes)
    while position + 8 <= text.count {
      let word = text.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
      let ends = word.bytesEqual(to: "\"") | word.bytesEqual(to: "\\") | word.bytesBelowSpace
      // Only the lowest of the marks is sure.
      guard ends == 0 else {
        position += ends.trailingZeroBitCount / 8
        return
      }
      position += 8
    }
    while position < bytes.count, bytes[position] >= 0x20, bytes[position] != UInt8(ascii: "\""),
      bytes[position] != UInt8(ascii: "\\")
    {
      position += 1
    }
  }

  private mutating func skipEscape() throws(JSONError) {
    position += 1
    let letter = try current()
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      break
    case UInt8(ascii: "u"): try skipFourHexDigits()
    default: throw JSONError(code: .badEscape, byte: position - 1)
    }
  }

  private mutating func skipFourHexDigits() throws(JSONError) {
    for _ in 0..<4 {
      guard Character(Unicode.Scalar(try current())).isHexDigit else { throw error(.badEscape) }
      position += 1
    }
  }
}

/// Eight bytes in a word: the top bit of each marks what is asked for, of the lowest for certain.
extension UInt64 {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  fileprivate func bytesEqual(to byte: Unicode.Scalar) -> UInt64 {
    let rest = self ^ (UInt64(byte.value) * Self.ones)
    return (rest &- Self.ones) & ~rest & Self.tops
  }

  fileprivate var bytesBelowSpace: UInt64 { (self &- 0x20 * Self.ones) & ~self & Self.tops }
}
