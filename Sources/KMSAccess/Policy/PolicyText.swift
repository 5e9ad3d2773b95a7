/// A value or pattern of a policy with its variables filled in (IAM User Guide, IAM policy
/// elements: Variables and tags).
struct PolicyText {
  private(set) var text = ""
  /// What stands in the policy may hold wildcards, what a variable stands for is literal.
  private(set) var elements: [Wildcard.Element] = []

  private mutating func add(_ written: Substring) {
    text += written
    elements += Wildcard.elements(written)
  }

  private mutating func add(value: String) {
    text += value
    elements += value.utf8.map { .byte($0) }
  }

  enum Reading {
    case text(PolicyText)
    case missing(String)
  }

  static func read(_ source: String, in context: PolicyContext) -> Reading {
    var result = PolicyText()
    var rest = Substring(source)
    while context.hasVariables, let variable = Variable(firstOf: rest) {
      result.add(variable.before)
      guard let value = variable.value(in: context) else {
        return .missing("the value of ${\(variable.name)}")
      }
      result.add(value: value)
      rest = variable.after
    }
    result.add(rest)
    return .text(result)
  }
}

/// `${name}` or `${name, 'default'}`.
private struct Variable {
  let before: Substring
  let name: Substring
  let byDefault: Substring?
  let after: Substring

  init?(firstOf text: Substring) {
    let bytes = text.utf8
    var start = bytes.startIndex
    repeat {
      guard let dollar = bytes[start...].firstIndex(of: UInt8(ascii: "$")) else { return nil }
      start = bytes.index(after: dollar)
    } while start == bytes.endIndex || bytes[start] != UInt8(ascii: "{")
    guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
    before = text[..<bytes.index(before: start)]
    after = text[bytes.index(after: end)...]
    let inside = text[bytes.index(after: start)..<end]
    let comma = inside.utf8.firstIndex(of: UInt8(ascii: ","))
    name = inside[..<(comma ?? inside.endIndex)]
    byDefault = comma.flatMap { Self.quoted(inside[inside.utf8.index(after: $0)...]) }
  }

  private static func quoted(_ text: Substring) -> Substring? {
    let trimmed = text.drop { $0 == " " }
    guard trimmed.utf8.count >= 2, trimmed.hasPrefix("'"), trimmed.hasSuffix("'") else {
      return nil
    }
    return trimmed.dropFirst().dropLast()
  }

  /// nil when it cannot be told.
  func value(in context: PolicyContext) -> String? {
    if ["*", "?", "$"].contains(name) { return String(name) }
    guard case .value(let value, isMultivalued: false) = context.answer(String(name)) else {
      return nil
    }
    switch value {
    case .known(let values): return values.first
    case .absent: return byDefault.map(String.init)
    case .unknown: return nil
    }
  }
}
