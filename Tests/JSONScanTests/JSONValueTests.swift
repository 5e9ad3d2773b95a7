import JSONScan
import Testing

@Suite struct `JSON values` {
  @Test func `members, elements and scalars are reached by name and index`() throws {
    let value = try JSONValue(
      parsing: #" {"a" : [1, -2.5e+3, true, null], "b": {"c": "text"}, "d": false} "#
    )
    #expect(value["a"]?[0] == .number("1"))
    #expect(value["a"]?[1] == .number("-2.5e+3"))
    #expect(value["a"]?[2]?.bool == true)
    #expect(value["a"]?[3] == .null)
    #expect(value["a"]?[4] == nil)
    #expect(value["b"]?["c"]?.string == "text")
    #expect(value["missing"] == nil)
  }

  @Test func `of members with one name the first counts`() throws {
    #expect(try JSONValue(parsing: #"{"a":1,"a":2}"#)["a"] == .number("1"))
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""caf\u00e9 \u20AC""#, "café €"),
    (#""\uD83D\uDE00!""#, "😀!"),
    (#""\uD83Dx\uDE00""#, "\u{FFFD}x\u{FFFD}"),
    (#""\uD83D\u0041""#, "\u{FFFD}A"),
    (#""""#, ""),
  ])
  func `escapes are undone`(text: String, expected: String) throws {
    #expect(try JSONValue(parsing: text).string == expected)
  }

  @Test func `invalid UTF-8 is replaced`() throws {
    let bytes: [UInt8] = [0x22, 0x61, 0xFF, 0x62, 0x22]
    let value = try bytes.withUnsafeBufferPointer { try JSONValue(parsing: $0) }
    #expect(value.string == "a\u{FFFD}b")
  }

  @Test(arguments: [
    ("", JSONError.Code.unexpectedEnd, 0),
    ("  ", .unexpectedEnd, 2),
    (#"{"a":1"#, .unexpectedEnd, 6),
    (#"{"a""#, .unexpectedEnd, 4),
    (#""abc"#, .unexpectedEnd, 4),
    (#""\u12"#, .unexpectedEnd, 5),
    ("tru", .unexpectedEnd, 3),
    ("trux", .unexpectedByte, 3),
    ("[1 2]", .unexpectedByte, 3),
    ("[1,]", .unexpectedByte, 3),
    (#"{"a":1,}"#, .unexpectedByte, 7),
    ("{a:1}", .unexpectedByte, 1),
    (#"{"a" 1}"#, .unexpectedByte, 5),
    ("01", .badNumber, 0),
    ("-", .badNumber, 1),
    ("1.", .badNumber, 2),
    ("1e+", .badNumber, 3),
    (#""\x""#, .badEscape, 2),
    (#""\u12G4""#, .badEscape, 5),
    ("\"a\nb\"", .controlCharacter, 2),
    ("1 2", .trailingBytes, 2),
    ("[[[1]]]", .tooDeep, 2),
  ])
  func `what is not JSON is refused where it breaks`(
    text: String,
    code: JSONError.Code,
    byte: Int
  ) {
    #expect(throws: JSONError(code: code, byte: byte)) {
      try JSONValue(parsing: text, maximumDepth: 2)
    }
  }

  @Test func `hostile nesting ends in an error`() {
    #expect(throws: JSONError(code: .tooDeep, byte: 128)) {
      try JSONValue(parsing: String(repeating: "[", count: 1_000_000))
    }
  }

  @Test func `compact text sorts members and survives a second parse`() throws {
    let value = try JSONValue(
      parsing: #"{ "b": [1.50, "x\"\\\u0001é"], "a": {"d": null, "c": true} }"#
    )
    let text = #"{"a":{"c":true,"d":null},"b":[1.50,"x\"\\\u0001é"]}"#
    #expect(value.compactText == text)
    #expect(try JSONValue(parsing: text).compactText == text)
  }
}
