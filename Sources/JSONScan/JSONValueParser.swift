/// One pass over one JSON text; the depth of the recursion is bounded by `maximumDepth`.
struct JSONValueParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let maximumDepth: Int
  private var position = 0

  init(bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  mutating func document() throws(JSONError) -> JSONValue {
    let result = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw error(.trailingBytes) }
    return result
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipSpace()
    switch try current() {
    case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try elements(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func members(depth: Int) throws(JSONError) -> [JSONMember] {
    var members: [JSONMember] = []
    members.reserveCapacity(8)
    try list(closing: UInt8(ascii: "}"), depth: depth) { (parser) throws(JSONError) in
      guard try parser.current() == UInt8(ascii: "\"") else { throw parser.error(.unexpectedByte) }
      let name = try parser.string()
      parser.skipSpace()
      guard try parser.take(UInt8(ascii: ":")) else { throw parser.error(.unexpectedByte) }
      members.append(JSONMember(name: name, value: try parser.value(depth: depth)))
    }
    return members
  }

  private mutating func elements(depth: Int) throws(JSONError) -> [JSONValue] {
    var elements: [JSONValue] = []
    try list(closing: UInt8(ascii: "]"), depth: depth) { (parser) throws(JSONError) in
      elements.append(try parser.value(depth: depth))
    }
    return elements
  }

  /// What stands between two brackets, separated by commas.
  private mutating func list(
    closing: UInt8,
    depth: Int,
    item: (inout Self) throws(JSONError) -> Void
  ) throws(JSONError) {
    guard depth <= maximumDepth else { throw error(.tooDeep) }
    position += 1
    skipSpace()
    if try take(closing) { return }
    repeat {
      skipSpace()
      try item(&self)
      skipSpace()
    } while try take(UInt8(ascii: ","))
    guard try take(closing) else { throw error(.unexpectedByte) }
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONError)
    -> JSONValue
  {
    for index in 0..<text.utf8CodeUnitCount {
      guard try take(text.utf8Start[index]) else { throw error(.unexpectedByte) }
    }
    return value
  }
}

// MARK: - Numbers

extension JSONValueParser {
  private mutating func number() throws(JSONError) -> String {
    let start = position
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
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
    return text(start..<position)
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 { position += 1 }
    return position - start
  }
}

// MARK: - Strings

extension JSONValueParser {
  private mutating func string() throws(JSONError) -> String {
    position += 1
    var unescaped: [UInt8] = []
    var start = position
    while true {
      switch try current() {
      case UInt8(ascii: "\""):
        let last = start..<position
        position += 1
        if unescaped.isEmpty { return text(last) }
        unescaped.append(contentsOf: bytes[last])
        return String(decoding: unescaped, as: UTF8.self)
      case UInt8(ascii: "\\"):
        unescaped.append(contentsOf: bytes[start..<position])
        unescaped.append(contentsOf: String(try escaped()).utf8)
        start = position
      case 0..<0x20: throw error(.controlCharacter)
      default: skipPlain()
      }
    }
  }

  private mutating func skipPlain() {
    position =
      bytes[position...].firstIndex { byte in
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
      } ?? bytes.count
  }

  /// From the backslash to the end of the escape, of both halves of a surrogate pair.
  private mutating func escaped() throws(JSONError) -> Unicode.Scalar {
    position += 1
    let letter = try current()
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try codePoint()
    default: throw JSONError(code: .badEscape, byte: position - 1)
    }
  }

  private mutating func codePoint() throws(JSONError) -> Unicode.Scalar {
    let high = try fourHexDigits()
    guard (0xD800..<0xDC00).contains(high), position + 1 < bytes.count,
      bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    else { return Unicode.Scalar(high) ?? "\u{FFFD}" }
    let afterHigh = position
    position += 2
    let low = try fourHexDigits()
    guard (0xDC00..<0xE000).contains(low) else {
      position = afterHigh
      return "\u{FFFD}"
    }
    return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(try current())).hexDigitValue else {
        throw error(.badEscape)
      }
      value = value << 4 + UInt32(digit)
      position += 1
    }
    return value
  }
}

// MARK: - Bytes

extension JSONValueParser {
  private func error(_ code: JSONError.Code) -> JSONError { JSONError(code: code, byte: position) }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  private func current() throws(JSONError) -> UInt8 {
    guard position < bytes.count else { throw error(.unexpectedEnd) }
    return bytes[position]
  }

  /// Steps over `byte` if it is next.
  private mutating func take(_ byte: UInt8) throws(JSONError) -> Bool {
    guard try current() == byte else { return false }
    position += 1
    return true
  }

  /// As `take`, but the end of the text is only "not next".
  private mutating func skip(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }
}
