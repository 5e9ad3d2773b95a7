/// A parsed JSON value, for the cold path: state changes, inventories, policies.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// As it stood in the text, so that no digit is lost.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// Members in the order of the text, duplicates included.
  case object([JSONMember])
}

/// A member of a JSON object.
package struct JSONMember: Hashable, Sendable {
  package var name: String
  package var value: JSONValue

  package init(name: String, value: JSONValue) {
    self.name = name
    self.value = value
  }
}

/// Why a text is not JSON.
package struct JSONError: Error, Hashable, Sendable {
  package enum Code: String, Hashable, Sendable {
    case unexpectedEnd = "unexpected-end"
    case unexpectedByte = "unexpected-byte"
    case badNumber = "bad-number"
    case badEscape = "bad-escape"
    /// A control character must be escaped in a string.
    case controlCharacter = "control-character"
    case tooDeep = "too-deep"
    /// Something other than white space follows the value.
    case trailingBytes = "trailing-bytes"
  }

  package var code: Code
  /// Offset from the beginning of the text.
  package var byte: Int

  package init(code: Code, byte: Int) {
    self.code = code
    self.byte = byte
  }
}

extension JSONValue {
  /// Parses exactly one value of RFC 8259.
  ///
  /// Invalid UTF-8 and lone surrogates become U+FFFD.
  ///
  /// - Parameters:
  ///   - bytes: the text; no byte order mark.
  ///   - maximumDepth: the most arrays and objects inside one another; the parser recurses as deep.
  /// - Throws: the first error.
  package init(
    parsing bytes: UnsafeBufferPointer<UInt8>,
    maximumDepth: Int = 128
  ) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
    self = try parser.document { (parser) throws(JSONError) in try parser.value(depth: 0) }
  }

  /// Parses exactly one value of RFC 8259.
  package init(parsing text: String, maximumDepth: Int = 128) throws(JSONError) {
    var text = text
    self = try text.withUTF8 { bytes in
      Result { () throws(JSONError) in try JSONValue(parsing: bytes, maximumDepth: maximumDepth) }
    }.get()
  }
}

extension JSONValue {
  /// The member of that name, the first if there are several; nil when this is no object.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name.utf8.count == name.utf8.count && $0.name == name }?.value
  }

  /// The element at that index; nil past the end or when this is no array.
  package subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  package var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  package var array: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  package var object: [JSONMember]? {
    guard case .object(let members) = self else { return nil }
    return members
  }
}

extension JSONValue {
  /// JSON without white space, members in the byte order of their names: equal data, equal text.
  package var compactText: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let text): text
    case .string(let text): Self.quoted(text)
    case .array(let elements): "[" + elements.map(\.compactText).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        .map { Self.quoted($0.name) + ":" + $0.value.compactText }
        .joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{0}"..<" ":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
