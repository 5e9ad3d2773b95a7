import JSONScan
import TestSupport
import Testing

@Suite struct `Outlined JSON` {
  private static let outline = Outline([
    .value("a", 0), .value("b", 1), .value("long-name", 2),
    .object("c", [.value("a", 3), .object("d", [.value("b", 4), .value("a", 5)])]),
  ])
  private static let paths = [
    ["a"], ["b"], ["long-name"], ["c", "a"], ["c", "d", "b"], ["c", "d", "a"],
  ]

  /// What the tree says of a member.
  private static func member(_ path: [String], of tree: JSONValue) -> JSONValue? {
    let value = path.reduce(JSONValue?.some(tree)) { $0?[$1] }
    return value == .null ? nil : value
  }

  private static func read(_ text: String) -> Result<OutlinedJSON, JSONError> {
    Result { () throws(JSONError) in try OutlinedJSON(text, outline, maximumDepth: 9) }
  }

  private static func tree(_ text: String) -> Result<JSONValue, JSONError> {
    Result { () throws(JSONError) in try JSONValue(parsing: text, maximumDepth: 9) }
  }

  /// Both readers on one text; false where it is no JSON.
  private static func expectAgreement(_ text: String, seed: UInt64) throws -> Bool {
    let (outlined, tree) = (read(text), tree(text))
    if case .failure(let error) = tree {
      #expect(throws: error, "seed \(seed): \(text)") { try outlined.get() }
      return false
    }
    let found = try outlined.get()
    for (field, path) in paths.enumerated() {
      let expected = member(path, of: try tree.get())
      let comment: Comment = "seed \(seed), \(path): \(text)"
      #expect(found.has(field) == (expected != nil), comment)
      #expect(found.value(field) == expected, comment)
      #expect(found.string(field) == expected?.string, comment)
      let elements = expected?.array ?? []
      #expect(found.strings(field) == elements.compactMap(\.string), comment)
      #expect(
        found.strings(named: "a", inElementsOf: field) == elements.compactMap { $0["a"]?.string },
        comment
      )
    }
    return true
  }

  @Test func `an outline says what the tree says, of damaged texts too`() throws {
    var (whole, broken) = (0, 0)
    for seed in UInt64(1)...3000 {
      var random = RandomJSON(seed: seed)
      let text = random.value(depth: 0)
      for text in [text, random.damaged(text)] {
        if try Self.expectAgreement(text, seed: seed) { whole += 1 } else { broken += 1 }
      }
    }
    #expect(whole > 3000 && broken > 1000, "\(whole) texts are JSON, \(broken) are not")
  }

  @Test(arguments: [
    (#"{"a":1,"a":2}"#, "1"), (#"{"a":null,"a":2}"#, nil), (#"{"\u0061":"\n"}"#, "\"\\u000a\""),
    (#"{"a":{"a":1}}"#, #"{"a":1}"#), (#"[{"a":1}]"#, nil), (#"{"b":{"a":1}}"#, nil),
    (#"{"a":""}"#, "\"\""),
  ])
  func `of one name the first member counts, however it is written`(text: String, value: String?)
    throws
  {
    #expect(try Self.read(text).get().value(0)?.compactText == value)
  }
}

/// Texts with few names, so that many are wanted and stand twice.
private struct RandomJSON {
  private var random: SplitMix

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  private mutating func one(of texts: [String]) -> String {
    texts[Int.random(in: texts.indices, using: &random)]
  }

  private mutating func name() -> String {
    one(of: ["a", "b", "c", "d", "long-name", "long-namf", "", #"\u0061"#, #"\u0063"#, "x\\\"y"])
  }

  private mutating func string() -> String {
    let parts = (0..<Int.random(in: 0..<5, using: &random)).map { _ in
      one(of: [
        "x", "12345678", "é😀", #"\n"#, #"\""#, #"\\"#, #"\ud83d\ude00"#, #"\ud83d"#, "{", "]",
      ])
    }
    return "\"" + parts.joined() + "\""
  }

  mutating func value(depth: Int) -> String {
    let space = one(of: ["", "", " ", "\n\t"])
    let kind = Int.random(in: 0..<(depth == 0 ? 1 : depth < 5 ? 6 : 4), using: &random)
    if kind == 0 || kind == 4 && depth > 0 {
      let members = (0..<Int.random(in: 0..<7, using: &random)).map { _ in
        "\"\(name())\"\(space):" + value(depth: depth + 1)
      }
      return depth < 5 ? space + "{" + members.joined(separator: ",\(space)") + "}" + space : "{}"
    }
    if kind == 5 {
      let elements = (0..<Int.random(in: 0..<4, using: &random)).map { _ in value(depth: depth + 1)
      }
      return "[" + elements.joined(separator: space + ",") + space + "]"
    }
    return kind == 1 ? string() : one(of: ["true", "false", "null", "0", "-1.5e+3", "12"])
  }

  /// A byte of it changed, or a piece taken out.
  mutating func damaged(_ text: String) -> String {
    var bytes = Array(text.utf8)
    let place = Int.random(in: bytes.indices, using: &random)
    if Bool.random(using: &random) {
      bytes[place] = Array("{}[]\",:\\ 0e.nu\u{1}".utf8).randomElement(using: &random) ?? 0
    } else {
      bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1..<9, using: &random)))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
