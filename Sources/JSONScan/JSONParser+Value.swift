extension JSONParser {
  /// The tree of the value that stands next.
  mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    switch try next() {
    case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try elements(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(text(try string()))
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(String(decoding: bytes(try number()), as: UTF8.self))
    }
  }

  private mutating func word(
    _ text: StaticString,
    _ value: JSONValue
  ) throws(JSONError) -> JSONValue {
    try word(text)
    return value
  }

  private mutating func members(depth: Int) throws(JSONError) -> [JSONMember] {
    var members: [JSONMember] = []
    members.reserveCapacity(8)
    try self.members(depth: depth) { (parser, name) throws(JSONError) in
      members.append(JSONMember(name: parser.text(name), value: try parser.value(depth: depth)))
    }
    return members
  }

  private mutating func elements(depth: Int) throws(JSONError) -> [JSONValue] {
    var elements: [JSONValue] = []
    try self.elements(depth: depth) { (parser) throws(JSONError) in
      elements.append(try parser.value(depth: depth))
    }
    return elements
  }
}
