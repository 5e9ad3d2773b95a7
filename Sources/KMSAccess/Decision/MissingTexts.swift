/// What is missing to decide: the first texts, and how many more there are.
struct MissingTexts {
  private(set) var texts: [String] = []
  private var others = 0
  private var seen: Set<String> = []

  var isEmpty: Bool { texts.isEmpty && others == 0 }

  mutating func add(_ text: String) {
    guard seen.insert(text).inserted else { return }
    if texts.count < GrantCover.mostMissing { texts.append(text) } else { others += 1 }
  }

  mutating func add(_ more: [String]) { for text in more { add(text) } }

  /// So many that are not told one by one.
  mutating func addUntold(_ count: Int) { others += max(0, count) }

  mutating func add(_ other: MissingTexts) {
    add(other.texts)
    others += other.others
  }

  var list: [String] { others > 0 ? texts + ["and \(others) more"] : texts }
}
