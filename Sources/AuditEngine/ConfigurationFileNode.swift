import Yams

/// What is wrong with a configuration file, and where.
struct ConfigurationProblem: Error {
  let line: Int
  let column: Int
  let reason: String
}

/// A place in a configuration file, read as what is expected there.
///
/// Scalars are taken as they are written: an account id with a leading zero is no number.
struct ConfigurationNode {
  private let node: Node

  private init(_ node: Node) { self.node = node }

  /// - Returns: nil for a file without content.
  init?(yaml: String) throws(ConfigurationProblem) {
    do {
      guard let root = try compose(yaml: yaml) else { return nil }
      node = root
    } catch {
      throw ConfigurationProblem(error, in: yaml)
    }
  }

  func problem(_ reason: String) -> ConfigurationProblem {
    ConfigurationProblem(
      line: node.mark?.line ?? 1,
      column: node.mark?.column ?? 1,
      reason: reason
    )
  }

  func problem(unknown kind: String, _ text: String, of known: [String]) -> ConfigurationProblem {
    let hint =
      text.nearest(of: known).map { "did you mean \($0)?" }
      ?? "known are \(known.joined(separator: ", "))"
    return problem("unknown \(kind) \(text.debugDescription); \(hint)")
  }

  /// The members of a mapping that has these keys and no others.
  func members(_ known: [String]) throws(ConfigurationProblem) -> [String: ConfigurationNode] {
    var members: [String: ConfigurationNode] = [:]
    for (key, value) in try entries() {
      let name = try key.scalar()
      guard known.contains(name) else { throw key.problem(unknown: "key", name, of: known) }
      members[name] = value
    }
    return members
  }

  /// A mapping's entries; a section of which all is commented out has none.
  func entries() throws(ConfigurationProblem) -> [(key: Self, value: Self)] {
    if node.isNull { return [] }
    guard let mapping = node.mapping else { throw problem("a mapping is expected") }
    return mapping.map { (Self($0.key), Self($0.value)) }
  }

  /// A list's elements; one of which all is commented out has none.
  func elements() throws(ConfigurationProblem) -> [Self] {
    if node.isNull { return [] }
    guard let sequence = node.sequence else { throw problem("a list is expected") }
    return sequence.map(Self.init)
  }

  /// A scalar's text, whatever type YAML sees in it.
  func scalar() throws(ConfigurationProblem) -> String {
    guard let scalar = node.scalar else { throw problem("a single value is expected") }
    return scalar.string
  }

  func text() throws(ConfigurationProblem) -> String {
    let text = try scalar()
    guard node.tag == Tag(.str), !text.isEmpty else {
      throw problem("text is expected; put it in quotes if it is one")
    }
    return text
  }

  func number() throws(ConfigurationProblem) -> Double {
    let text = try scalar()
    guard node.tag == Tag(.int) || node.tag == Tag(.float), let number = Double(text),
      number.isFinite
    else { throw problem("a number is expected") }
    return number
  }
}

extension Node {
  fileprivate var isNull: Bool { scalar != nil && tag == Tag(.null) }
}

extension ConfigurationProblem {
  fileprivate init(_ error: any Error, in yaml: String) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(line: mark.line, column: mark.column, reason: problem)
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.map(\.debugDescription).joined(separator: ", ")
      self.init(
        line: context.mark.line,
        column: context.mark.column,
        reason: "\(names) stands here twice"
      )
    case .reader(let problem, let offset, _, _):
      let lines = yaml.prefix(offset ?? 0).split(
        separator: "\n",
        omittingEmptySubsequences: false
      )
      self.init(line: lines.count, column: (lines.last?.count ?? 0) + 1, reason: problem)
    default:
      self.init(line: 1, column: 1, reason: "\(error)")
    }
  }
}

extension String {
  /// The candidate that the fewest edits make of this text, if few enough to be a slip.
  fileprivate func nearest(of candidates: [String]) -> String? {
    let nearest = candidates.map { (name: $0, edits: edits(from: self, to: $0)) }.min {
      $0.edits < $1.edits
    }
    guard let nearest, nearest.edits <= max(2, nearest.name.utf8.count / 3) else { return nil }
    return nearest.name
  }
}

/// Levenshtein's distance, in bytes.
private func edits(from text: String, to other: String) -> Int {
  let target = Array(other.utf8)
  var row = Array(0...target.count)
  for (line, byte) in text.utf8.enumerated() {
    var diagonal = row[0]
    row[0] = line + 1
    for column in target.indices {
      let replaced = diagonal + (byte == target[column] ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
    }
  }
  return row[target.count]
}
