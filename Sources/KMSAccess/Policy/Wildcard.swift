/// A text with the wildcards of IAM: `*` for any run of characters, `?` for one.
///
/// All positions in the pattern that a text can have reached are bits that move in step, 64 at a
/// time: the time is length × ⌈pattern / 64⌉ whatever pattern and text are.
struct Wildcard {
  enum Element: Hashable {
    case byte(UInt8)
    case one
    case many
  }

  /// Where a byte of the text takes one step.
  private var steps: [UInt8: [UInt64]] = [:]
  /// Where any byte but a continuation of UTF-8 takes one step, so that `?` is a character.
  private var anySteps: [UInt64]
  /// Where any byte may stay.
  private var loops: [UInt64]
  /// Where a continuation of UTF-8 stays.
  private var continuations: [UInt64]
  private let count: Int

  private init(_ elements: some Collection<Element>) {
    count = elements.count { $0 != .many }
    let words = count / 64 + 1
    anySteps = Array(repeating: 0, count: words)
    loops = anySteps
    continuations = anySteps
    var position = 0
    for element in elements {
      switch element {
      case .many: loops.set(position)
      case .one:
        anySteps.set(position)
        position += 1
        continuations.set(position)
      case .byte(let byte):
        steps[byte, default: Array(repeating: 0, count: words)].set(position)
        position += 1
      }
    }
  }

  private func matches(_ text: some Sequence<UInt8>) -> Bool { isEnd(in: reached(by: text)) }

  private func reached(by text: some Sequence<UInt8>) -> [UInt64] {
    var reached = [UInt64](repeating: 0, count: loops.count)
    reached.set(0)
    for byte in text { advance(&reached, byte) }
    return reached
  }

  private func isEnd(in reached: [UInt64]) -> Bool {
    reached[count / 64] >> (count % 64) & 1 == 1
  }

  private func advance(_ reached: inout [UInt64], _ byte: UInt8) {
    let isContinuation = byte & 0xC0 == 0x80
    let step = steps[byte]
    var carry: UInt64 = 0
    for word in reached.indices {
      let old = reached[word]
      let moving = old & ((step?[word] ?? 0) | (isContinuation ? 0 : anySteps[word]))
      let staying = old & (loops[word] | (isContinuation ? continuations[word] : 0))
      reached[word] = moving << 1 | carry | staying
      carry = moving >> 63
    }
  }
}

extension Wildcard {
  static func elements(_ text: some StringProtocol) -> [Element] {
    text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "*"): .many
      case UInt8(ascii: "?"): .one
      default: .byte(byte)
      }
    }
  }

  /// Whether the whole text is of that form.
  static func matches(_ elements: some Collection<Element>, _ text: some Collection<UInt8>) -> Bool
  {
    // What stands before the first wildcard needs no machine, and mostly decides.
    var elements = elements[...]
    var text = text[...]
    while case .byte(let byte)? = elements.first {
      guard text.popFirst() == byte else { return false }
      elements.removeFirst()
    }
    if elements.isEmpty { return text.isEmpty }
    return (elements.count == 1 && elements.first == .many) || Wildcard(elements).matches(text)
  }
}

extension Wildcard {
  /// Whether every text that begins so is of that form, or none; nil where that depends on the rest.
  static func matches(_ elements: [Element], beginning: some Collection<UInt8>) -> Bool? {
    let pattern = Wildcard(elements)
    let reached = pattern.reached(by: beginning)
    if reached.allSatisfy({ $0 == 0 }) { return false }
    return elements.last == .many && pattern.isEnd(in: reached) ? true : nil
  }
}

extension [UInt64] {
  fileprivate mutating func set(_ bit: Int) { self[bit / 64] |= 1 << UInt64(bit % 64) }
}

extension String {
  /// Byte for byte: IAM knows nothing of Unicode's equivalences.
  func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
