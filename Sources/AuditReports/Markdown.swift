import KMSModel

/// A Markdown document (GitHub flavour) under construction.
///
/// `text` is the one place that makes log text safe: it can neither end a table cell nor become a
/// link, HTML, code, emphasis or a mention, and what would be invisible is written out.
struct Markdown {
  private(set) var out = ReportText()
  private var last: Block?

  private enum Block { case bullet, other }

  /// An empty line between blocks, but none within a list.
  private mutating func begin(_ block: Block) {
    if let last, last == .other || block == .other { out.append("\n") }
    last = block
  }

  mutating func heading(_ level: Int, _ title: String) {
    begin(.other)
    for _ in 0..<level { out.append("#") }
    out.append(" ")
    out.append(title)
    out.append("\n")
  }

  /// Says how many of the asked rows stand nowhere.
  mutating func notShown(_ count: Int, _ what: String) {
    if count > 0 { paragraph("Not shown: \(count) more \(what).") }
  }

  /// Our own words.
  mutating func paragraph(_ words: String) {
    begin(.other)
    out.append(words)
    out.append("\n")
  }

  /// One line; `words` are ours, the texts that it quotes escaped by the caller.
  mutating func bullet(_ words: String) {
    begin(.bullet)
    out.append("- ")
    out.append(words)
    out.append("\n")
  }

  /// A table, numbers to the right; every text cell is escaped.
  mutating func table(_ columns: [Column], _ rows: some Collection<[Cell]>) {
    begin(.other)
    row(columns.map { .plain($0.title) })
    row(columns.map { .plain($0.isNumber ? "---:" : "---") })
    for cells in rows { row(cells) }
  }

  private mutating func row(_ cells: [Cell]) {
    out.append("|")
    for cell in cells {
      out.append(" ")
      write(cell)
      out.append(" |")
    }
    out.append("\n")
  }

  private mutating func write(_ cell: Cell) {
    switch cell {
    case .plain(let words): out.append(words)
    case .text(let text): out.append(Self.text(text))
    case .integer(let value): out.append(value)
    case .time(let time): if let time { out.append(time) }
    case .rate(let rate): if let rate { out.append(rate: rate) }
    case .ratio(let ratio): if let ratio { out.append(ratio: ratio) }
    }
  }

  struct Column: ExpressibleByStringLiteral {
    let title: String
    var isNumber = false

    init(stringLiteral title: String) { self.title = title }

    static func number(_ title: String) -> Column {
      var column = Column(stringLiteral: title)
      column.isNumber = true
      return column
    }
  }

  enum Cell {
    /// Our own words.
    case plain(String)
    /// Text from the log.
    case text(String)
    case integer(Int)
    case time(Timestamp?)
    case rate(Double?)
    case ratio(Double?)
  }
}

extension Markdown {
  static func text(_ text: String) -> String {
    var safe = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": safe += "&lt;"
      case ">": safe += "&gt;"
      case "&": safe += "&amp;"
      case "@": safe += "&#64;"
      case "\\", "`", "*", "_", "[", "]", "#", "|", "~", "!", "$":
        safe += "\\"
        safe.unicodeScalars.append(scalar)
      case _ where scalar.isHidden: safe += "\\\\u{\(scalar.value.codePointDigits)}"
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe.withoutBareLinks
  }
}

extension String {
  /// Breaks what GitHub would turn into a link without any brackets: `://` and `www.`.
  fileprivate var withoutBareLinks: String {
    var safe: [UInt8] = []
    for byte in utf8 {
      safe.append(byte)
      if safe.suffix(3).elementsEqual("://".utf8) {
        safe.replaceSubrange((safe.count - 3)..., with: "&#58;//".utf8)
      } else if byte == 0x2E, safe.count > 3,
        safe.suffix(4).dropLast().allSatisfy({ $0 | 0x20 == 0x77 })
      {
        safe.replaceSubrange((safe.count - 1)..., with: "&#46;".utf8)
      }
    }
    return String(decoding: safe, as: UTF8.self)
  }
}
