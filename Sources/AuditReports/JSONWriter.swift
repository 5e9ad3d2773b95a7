import KMSModel

/// A JSON value to be written: members sorted, so that equal values give equal text.
indirect enum JSONOutput {
  case object([String: JSONOutput])
  /// Each element is made when it is written: a long list is never there as a whole.
  case array(count: Int, element: (Int) -> JSONOutput)
  case text(String)
  case integer(Int)
  case rate(Double)
  case ratio(Double)
  case flag(Bool)
  case null

  static func array<Element>(_ list: [Element], _ json: @escaping (Element) -> JSONOutput) -> Self {
    .array(count: list.count) { json(list[$0]) }
  }
  static func texts(_ texts: [String]) -> JSONOutput { .array(texts, text) }
  static func counts(_ counts: [String: Int]) -> JSONOutput { .object(counts.mapValues(integer)) }
  static func time(_ time: Timestamp?) -> JSONOutput { time.map { .text($0.description) } ?? .null }
}

/// Writes JSON (RFC 8259), indented by two spaces or on one line, with a line feed at the end.
///
/// This is the one place that makes log text safe in JSON: what a terminal would obey or hide is
/// written as an escape.
struct JSONWriter {
  private var text = ReportText()
  private var depth = 0
  private let isOneLine: Bool
  private let take: ([UInt8]) -> Void

  /// Hands on the text in pieces: a list may be longer than what should be in memory at a time.
  static func write(_ value: JSONOutput, isOneLine: Bool = false, to take: ([UInt8]) -> Void) {
    withoutActuallyEscaping(take) { take in
      var writer = JSONWriter(isOneLine: isOneLine, take: take)
      writer.write(value)
      writer.text.append("\n")
      take(writer.text.bytes)
    }
  }

  static func bytes(_ value: JSONOutput) -> [UInt8] {
    var bytes: [UInt8] = []
    write(value) { bytes += $0 }
    return bytes
  }

  static func line(_ value: JSONOutput) -> [UInt8] {
    var bytes: [UInt8] = []
    write(value, isOneLine: true) { bytes += $0 }
    return bytes
  }

  private init(isOneLine: Bool, take: @escaping ([UInt8]) -> Void) {
    (self.isOneLine, self.take) = (isOneLine, take)
  }

  private mutating func write(_ value: JSONOutput) {
    switch value {
    case .object(let members):
      list(members.sorted { $0.key < $1.key }, "{", "}") { writer, member in
        writer.write(member.key)
        writer.text.append(writer.isOneLine ? ":" as StaticString : ": ")
        writer.write(member.value)
      }
    case .array(let count, let element): list(0..<count, "[", "]") { $0.write(element($1)) }
    case .text(let text): write(text)
    case .integer(let value): text.append(value)
    case .rate(let value): text.append(rate: value)
    case .ratio(let value): text.append(ratio: value)
    case .flag(let value): text.append(value ? "true" as StaticString : "false")
    case .null: text.append("null")
    }
  }

  private mutating func list<Elements: Collection>(
    _ elements: Elements,
    _ open: StaticString,
    _ close: StaticString,
    _ body: (inout JSONWriter, Elements.Element) -> Void
  ) {
    text.append(open)
    depth += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { text.append(",") }
      newLine()
      body(&self, element)
      text.handOn(to: take)
    }
    depth -= 1
    if !elements.isEmpty { newLine() }
    text.append(close)
  }

  private mutating func newLine() {
    if isOneLine { return }
    text.append("\n")
    for _ in 0..<depth { text.append("  ") }
  }

  private mutating func write(_ string: String) {
    text.append("\"")
    defer { text.append("\"") }
    // Most texts have nothing to escape.
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      text.append(string)
      return
    }
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text.append("\\\"")
      case "\\": text.append("\\\\")
      case "\n": text.append("\\n")
      case "\r": text.append("\\r")
      case "\t": text.append("\\t")
      case _ where scalar.isHidden: escape(scalar)
      default: text.append(scalar)
      }
    }
  }

  /// As UTF-16, a pair of escapes for what lies beyond the first plane.
  private mutating func escape(_ scalar: Unicode.Scalar) {
    for unit in UTF16.encode(scalar) ?? .init() {
      text.append("\\u")
      text.append(UInt32(unit).codePointDigits)
    }
  }
}
