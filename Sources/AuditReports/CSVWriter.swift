package import KMSModel

/// Comma-separated values by RFC 4180: CRLF line ends, UTF-8, quotes only where they are needed.
///
/// This is the one place that makes log text safe for a spreadsheet: a text cell that one would run
/// as a formula gets a leading `'`. Numbers and times are ours and stand as they are.
package struct CSVWriter {
  private var text = ReportText()
  private var rowIsEmpty = true

  package var bytes: [UInt8] { text.bytes }

  package init(header: String) {
    text.append(header)
    text.append("\r\n")
  }

  mutating func handOn(to take: ([UInt8]) -> Void) { text.handOn(to: take) }

  package mutating func endRow() {
    text.append("\r\n")
    rowIsEmpty = true
  }

  package mutating func cell(_ value: Int) {
    separate()
    text.append(value)
  }

  /// An empty cell for what is not known.
  package mutating func cell(_ value: Int?) {
    separate()
    if let value { text.append(value) }
  }

  package mutating func cell(_ time: Timestamp?) {
    separate()
    if let time { text.append(time) }
  }

  package mutating func cell(rate: Double?) {
    separate()
    if let rate { text.append(rate: rate) }
  }

  package mutating func cell(ratio: Double?) {
    separate()
    if let ratio { text.append(ratio: ratio) }
  }

  package mutating func cell(_ value: Bool) {
    separate()
    text.append(value ? "true" as StaticString : "false")
  }

  /// An empty cell for what is not known.
  package mutating func cell(_ value: Bool?) {
    separate()
    if let value { text.append(value ? "true" as StaticString : "false") }
  }

  package mutating func cell(_ value: String) {
    separate()
    var value = value
    value.withUTF8 { write($0) }
  }

  private mutating func write(_ cell: UnsafeBufferPointer<UInt8>) {
    let isFormula = cell.startsFormula
    guard cell.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
      if isFormula { text.append(byte: 0x27) }
      return text.append(cell)
    }
    text.append(byte: 0x22)
    if isFormula { text.append(byte: 0x27) }
    for byte in cell {
      if byte == 0x22 { text.append(byte: 0x22) }
      text.append(byte: byte)
    }
    text.append(byte: 0x22)
  }

  private mutating func separate() {
    if !rowIsEmpty { text.append(byte: 0x2C) }
    rowIsEmpty = false
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// `=`, `+`, `-`, `@`, tab, CR or LF at the start, or the full-width form of one of the four.
  fileprivate var startsFormula: Bool {
    guard let first else { return false }
    switch first {
    case 0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0A, 0x0D: return true
    case 0xEF:
      guard count >= 3 else { return false }
      switch (self[1], self[2]) {
      case (0xBC, 0x9D), (0xBC, 0x8B), (0xBC, 0x8D), (0xBC, 0xA0): return true
      default: return false
      }
    default: return false
    }
  }
}
