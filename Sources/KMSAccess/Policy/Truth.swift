/// What can be said of a condition: it holds, it does not, or what is missing to tell.
enum Truth: Hashable, Sendable {
  case yes
  case no
  /// Short plain texts, each once, in the order in which they were missed.
  case unknown([String])

  init(_ holds: Bool) { self = holds ? .yes : .no }

  static func missing(_ text: String) -> Truth { .unknown([text]) }

  static prefix func ! (truth: Truth) -> Truth {
    switch truth {
    case .yes: .no
    case .no: .yes
    case .unknown: truth
    }
  }

  /// A single `no` decides, whatever else is unknown.
  static func all(_ truths: some Sequence<Truth>) -> Truth {
    var missing = Missing()
    for truth in truths {
      if truth == .no { return .no }
      if case .unknown(let texts) = truth { missing.add(texts) }
    }
    return missing.texts.isEmpty ? .yes : .unknown(missing.texts)
  }

  /// A single `yes` decides, whatever else is unknown.
  static func any(_ truths: some Sequence<Truth>) -> Truth { !all(truths.lazy.map { !$0 }) }
}

/// Texts in the order in which they came, each once.
struct Missing {
  private(set) var texts: [String] = []
  private var seen: Set<String> = []

  mutating func add(_ more: [String]) {
    for text in more where seen.insert(text).inserted { texts.append(text) }
  }
}
