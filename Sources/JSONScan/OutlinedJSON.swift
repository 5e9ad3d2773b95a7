/// A JSON text of which only what an outline wants is looked at, and that without a tree.
///
/// It says of each wanted member what `JSONValue(parsing:)` would say, and refuses the same texts.
package struct OutlinedJSON: Sendable {
  private let text: String
  /// By field: a string without its quotes, anything else as it stands; at 0 for none.
  private let spans: [TextSpan]

  /// - Parameters:
  ///   - text: one value of RFC 8259, less than 2 GiB.
  ///   - outline: each member with a field of its own.
  ///   - maximumDepth: the most arrays and objects inside one another.
  /// - Throws: the first error.
  package init(
    _ text: String,
    _ outline: Outline,
    maximumDepth: Int = 128
  ) throws(JSONError) {
    self.text = text
    var text = text
    spans = try text.withUTF8 { bytes in
      Result { () throws(JSONError) in
        var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
        return try parser.document { (parser) throws(JSONError) in try parser.spans(outline) }
      }
    }.get()
  }

  /// It is there, and not null.
  package func has(_ field: Int) -> Bool { spans[field].start > 0 }

  /// nil unless it is a string.
  package func string(_ field: Int) -> String? {
    guard has(field) else { return nil }
    return withBytes { bytes in
      let span = spans[field].range
      guard bytes[span.lowerBound - 1] == UInt8(ascii: "\"") else { return nil }
      return JSONString.unescaped(UnsafeBufferPointer(rebasing: bytes[span]))
    }
  }

  /// nil where it is missing, and where it is null.
  package func value(_ field: Int) -> JSONValue? {
    if let string = string(field) { return .string(string) }
    guard has(field) else { return nil }
    return withBytes { bytes in
      try? JSONValue(parsing: UnsafeBufferPointer(rebasing: bytes[spans[field].range]))
    }
  }

  /// The strings among the elements of a list.
  package func strings(_ field: Int) -> [String] {
    var strings: [String] = []
    forEachElement(field) { (parser) throws(JSONError) in
      if try parser.next() == UInt8(ascii: "\"") {
        strings.append(parser.text(try parser.string()))
      } else {
        try parser.skip(depth: 1)
      }
    }
    return strings
  }

  /// The strings that stand under one name in the elements of a list.
  package func strings(named name: StaticString, inElementsOf field: Int) -> [String] {
    var strings: [String] = []
    forEachElement(field) { (parser) throws(JSONError) in
      if let string = try parser.string(named: name, depth: 1) { strings.append(string) }
    }
    return strings
  }

  private func forEachElement(
    _ field: Int,
    _ body: (inout JSONParser) throws(JSONError) -> Void
  ) {
    guard has(field) else { return }
    withBytes { bytes in
      let list = UnsafeBufferPointer(rebasing: bytes[spans[field].range])
      guard list.first == UInt8(ascii: "[") else { return }
      var parser = JSONParser(bytes: list, maximumDepth: .max)
      // It was read before: there is no error in it.
      try? parser.elements(depth: 1, element: body)
    }
  }

  private func withBytes<Result>(_ read: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    var text = text
    return text.withUTF8(read)
  }
}

extension TextSpan {
  fileprivate var range: Range<Int> { Int(start)..<Int(start) + Int(length) }
}
