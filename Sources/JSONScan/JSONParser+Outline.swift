import CScanKernels

extension JSONParser {
  /// The places of what is wanted of the value that stands next, by field.
  mutating func spans(_ outline: Outline) throws(JSONError) -> [TextSpan] {
    var found = OutlineSpans(outline)
    try read(object: 0, depth: 0, &found)
    return found.spans
  }

  private mutating func read(
    object: UInt8,
    depth: Int,
    _ found: inout OutlineSpans
  ) throws(JSONError) {
    guard try next() == UInt8(ascii: "{") else { return try skip(depth: depth) }
    try members(depth: depth + 1) { (parser, name) throws(JSONError) in
      guard let wanted = found.first(parser, name, in: object) else {
        return try parser.skip(depth: depth + 1)
      }
      if wanted.enters > 0 {
        try parser.read(object: wanted.enters, depth: depth + 1, &found)
      } else {
        found.spans[Int(wanted.field)] = try parser.span(depth: depth + 1)
      }
    }
  }

  /// Of an object that stands next the first member of that name, when it is a string.
  mutating func string(named wanted: StaticString, depth: Int) throws(JSONError) -> String? {
    guard try next() == UInt8(ascii: "{") else {
      try skip(depth: depth)
      return nil
    }
    var (string, isFound) = (String?.none, false)
    try members(depth: depth + 1) { (parser, name) throws(JSONError) in
      if !isFound, parser.isEqual(name, wanted) {
        isFound = true
        if try parser.next() == UInt8(ascii: "\"") {
          string = parser.text(try parser.string())
          return
        }
      }
      try parser.skip(depth: depth + 1)
    }
    return string
  }

  /// Of the value that stands next: a string without its quotes, a null at 0.
  private mutating func span(depth: Int) throws(JSONError) -> TextSpan {
    let first = try next()
    let start = position
    try skip(depth: depth)
    return switch first {
    case UInt8(ascii: "n"): TextSpan()
    case UInt8(ascii: "\""): TextSpan(start: Int32(start + 1), length: Int32(position - start - 2))
    default: TextSpan(start: Int32(start), length: Int32(position - start))
    }
  }
}

/// What was found of an outline.
private struct OutlineSpans {
  var spans: [TextSpan]
  private let outline: Outline
  /// Of the outline's slots: of several members of one name the first counts.
  private var seen = SIMD4<UInt64>()

  init(_ outline: Outline) {
    self.outline = outline
    spans = [TextSpan](repeating: TextSpan(), count: outline.fields)
  }

  /// The wanted member of that name when it comes first.
  mutating func first(
    _ parser: JSONParser,
    _ name: JSONStringToken,
    in object: UInt8
  ) -> kmsaudit_wanted? {
    var wanted = kmsaudit_wanted()
    var slot: Int32
    if name.hasEscapes {
      var text = parser.text(name)
      slot = text.withUTF8 { look(up: $0, in: object, &wanted) }
    } else {
      slot = look(up: parser.bytes(name.range), in: object, &wanted)
    }
    guard slot >= 0 else { return nil }
    let (word, bit) = (Int(slot) / 64, UInt64(1) << (UInt64(slot) % 64))
    guard seen[word] & bit == 0 else { return nil }
    seen[word] |= bit
    return wanted
  }

  private func look(
    up name: UnsafeBufferPointer<UInt8>,
    in object: UInt8,
    _ wanted: inout kmsaudit_wanted
  ) -> Int32 {
    kmsaudit_look_up(outline.table, object, name.baseAddress, name.count, &wanted)
  }
}
