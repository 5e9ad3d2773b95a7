/// Texts of one worker by number, in order of first sight.
struct SymbolTable {
  private(set) var texts = [""]
  private var numbers: [String: Symbol] = ["": 0]

  mutating func symbol(_ text: String) -> Symbol {
    if let known = numbers[text] { return known }
    let number = Symbol(texts.count)
    texts.append(text)
    numbers[text] = number
    return number
  }
}
