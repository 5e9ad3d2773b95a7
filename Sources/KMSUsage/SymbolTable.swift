#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Texts by number, in order of first sight.
struct SymbolTable {
  private(set) var texts = [""]
  private var numbers = [ExactText(text: ""): Symbol(0)]

  mutating func add(_ text: String) { _ = symbol(text) }

  mutating func symbol(_ text: String) -> Symbol {
    let exact = ExactText(text: text)
    if let known = numbers[exact] { return known }
    let number = Symbol(texts.count)
    texts.append(text)
    numbers[exact] = number
    return number
  }
}

/// A text that equals only what has the same bytes.
///
/// To `String` an é is the same in either of its spellings; which of the two stayed would depend on
/// which came first.
private struct ExactText: Hashable {
  let text: String

  static func == (left: Self, right: Self) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// Texts in the order of their bytes, each once: the place of a text is its symbol.
///
/// By bytes: the order of Unicode text would depend on the version of its tables.
struct SortedTexts: Sendable {
  private(set) var texts: [String]

  init(_ texts: [String]) {
    self.texts = []
    for text in texts.sorted(by: Self.precedes) {
      if let last = self.texts.last, !Self.precedes(last, text) { continue }
      self.texts.append(text)
    }
  }

  /// The symbol of a text, which must be there.
  func symbol(_ text: String) -> Symbol {
    var (low, high) = (0, texts.count)
    while low < high {
      let middle = (low + high) / 2
      if Self.precedes(texts[middle], text) { low = middle + 1 } else { high = middle }
    }
    return Symbol(low)
  }

  /// Places of a list in the order of their texts.
  static func order(of list: [String]) -> [Int32] {
    list.indices.map(Int32.init).sorted { precedes(list[Int($0)], list[Int($1)]) }
  }

  /// The symbols of a list, whose texts in order are those at `order`.
  func symbols(of list: [String], inOrder order: [Int32]) -> [Symbol] {
    var symbols = [Symbol](repeating: 0, count: list.count)
    var next = 0
    for place in order {
      while Self.precedes(texts[next], list[Int(place)]) { next += 1 }
      symbols[Int(place)] = Symbol(next)
    }
    return symbols
  }

  static func precedes(_ left: String, _ right: String) -> Bool {
    let order = left.utf8.withContiguousStorageIfAvailable { left in
      right.utf8.withContiguousStorageIfAvailable { right -> Bool in
        guard let one = left.baseAddress, let other = right.baseAddress else {
          return left.count < right.count
        }
        let order = memcmp(one, other, min(left.count, right.count))
        return order == 0 ? left.count < right.count : order < 0
      }
    }
    return (order ?? nil) ?? left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}
