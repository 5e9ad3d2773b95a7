/// One pass over one JSON text, for a tree of it or for some places in it: what is not wanted is
/// checked all the same.
///
/// The depth of the recursion is bounded by `maximumDepth`.
struct JSONParser {
  let bytes: UnsafeBufferPointer<UInt8>
  let maximumDepth: Int
  var position = 0

  init(bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  /// Exactly one value, which `read` takes.
  mutating func document<Value>(
    _ read: (inout Self) throws(JSONError) -> Value
  ) throws(JSONError) -> Value {
    let result = try read(&self)
    skipSpace()
    guard position == bytes.count else { throw error(.trailingBytes) }
    return result
  }

  /// `member` takes the value that stands next.
  mutating func members(
    depth: Int,
    member: (inout Self, JSONStringToken) throws(JSONError) -> Void
  ) throws(JSONError) {
    try list(closing: UInt8(ascii: "}"), depth: depth) { (parser) throws(JSONError) in
      guard try parser.current() == UInt8(ascii: "\"") else { throw parser.error(.unexpectedByte) }
      let name = try parser.string()
      parser.skipSpace()
      guard try parser.take(UInt8(ascii: ":")) else { throw parser.error(.unexpectedByte) }
      try member(&parser, name)
    }
  }

  /// `element` takes the value that stands next.
  mutating func elements(
    depth: Int,
    element: (inout Self) throws(JSONError) -> Void
  ) throws(JSONError) {
    try list(closing: UInt8(ascii: "]"), depth: depth, item: element)
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

  /// Steps over the value that stands next.
  mutating func skip(depth: Int) throws(JSONError) {
    switch try next() {
    case UInt8(ascii: "{"):
      try members(depth: depth + 1) { (parser, _) throws(JSONError) in
        try parser.skip(depth: depth + 1)
      }
    case UInt8(ascii: "["):
      try elements(depth: depth + 1) { (parser) throws(JSONError) in
        try parser.skip(depth: depth + 1)
      }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: _ = try number()
    }
  }
}

// MARK: - Bytes

extension JSONParser {
  func error(_ code: JSONError.Code) -> JSONError { JSONError(code: code, byte: position) }

  func current() throws(JSONError) -> UInt8 {
    guard position < bytes.count else { throw error(.unexpectedEnd) }
    return bytes[position]
  }

  /// The first byte of the value that follows.
  mutating func next() throws(JSONError) -> UInt8 {
    skipSpace()
    return try current()
  }

  /// Steps over `byte` if it is next.
  mutating func take(_ byte: UInt8) throws(JSONError) -> Bool {
    guard try current() == byte else { return false }
    position += 1
    return true
  }

  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }
}
