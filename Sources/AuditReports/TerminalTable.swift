/// Lines for a terminal of 100 columns.
///
/// This is the one place that makes log text safe there: only printable ASCII passes, so nothing
/// moves the cursor, changes colours, reverses the text or has a width of its own.
package struct TerminalTable {
  static let width = 100

  private(set) var out = ReportText()

  mutating func line(_ text: String) {
    out.append(Self.safe(text))
    out.append("\n")
  }

  /// Our own marks, which are wider than a byte, below what they belong to.
  mutating func sparkline(_ text: String) {
    out.append("  ")
    out.append(text)
    out.append("\n")
  }

  /// Words broken at spaces, each line so far from the left.
  mutating func paragraph(_ words: String, indent: Int = 0) {
    let margin = String(repeating: " ", count: indent)
    for line in Self.lines(words, width: Self.width - indent) { self.line(margin + line) }
  }

  /// Says how many of the asked rows stand nowhere.
  mutating func notShown(_ count: Int, _ what: String) {
    guard count > 0 else { return }
    line("")
    paragraph("Not shown: \(count) more \(what).")
  }

  /// As `paragraph`, with a dash before its first line.
  mutating func item(_ words: String, indent: Int) {
    let margin = String(repeating: " ", count: indent)
    for (number, line) in Self.lines(words, width: Self.width - indent - 2).enumerated() {
      self.line(margin + (number == 0 ? "- " : "  ") + line)
    }
  }

  private static func lines(_ words: String, width: Int) -> [String] {
    var lines = [""]
    for word in words.split(separator: " ") {
      if let last = lines.last, !last.isEmpty, last.utf8.count + word.utf8.count >= width {
        lines.append("")
      }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return lines
  }

  /// Columns two spaces apart, each as wide as its widest cell, all to the right but the last,
  /// which is cut in the middle to what room is left.
  ///
  /// - Parameters:
  ///   - titles: of the columns.
  ///   - rows: of as many cells.
  ///   - sparkline: what is to stand below a row; it must come from us.
  mutating func table(
    _ titles: [String],
    _ rows: [[String]],
    sparkline: (Int) -> String? = { _ in nil }
  ) {
    let lines = [titles] + rows
    let widths = titles.indices.dropLast().map { column in
      lines.reduce(0) { max($0, $1[column].utf8.count) }
    }
    let room = max(10, Self.width - widths.reduce(0) { $0 + $1 + 2 })
    for (place, row) in lines.enumerated() {
      let numbers = zip(row, widths).map { $0.leftPadded(to: $1) + "  " }
      line(numbers.joined() + Self.cut(row[titles.count - 1], to: room))
      if place > 0, let marks = sparkline(place - 1) { self.sparkline(marks) }
    }
  }

  /// The text without what a terminal would obey.
  package static func safe(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 > 0x7E }) else { return text }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          $0.value < 0x20 || $0.value > 0x7E ? "?" : $0
        }
      )
    )
  }

  /// Keeps both ends: an ARN's service and account, and the end of the key id.
  static func cut(_ text: String, to width: Int) -> String {
    let text = safe(text)
    guard text.utf8.count > width else { return text }
    let tail = (width - 3) / 2
    return text.prefix(width - 3 - tail) + "..." + text.suffix(tail)
  }
}

extension String {
  fileprivate func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - utf8.count)) + self
  }
}
