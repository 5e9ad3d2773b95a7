import AuditReports
import KMSModel
import TestSupport
import Testing

@Suite struct `A CSV file` {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"so\"", "\"say \"\"so\"\"\""),
    ("two\nlines", "\"two\nlines\""), ("two\r\nlines", "\"two\r\nlines\""), ("ä – 鍵", "ä – 鍵"),
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
    ("\rx", "\"'\rx\""), ("＝1", "'＝1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠a", "'＠a"),
    ("=a,b", "\"'=a,b\""), ("a=b", "a=b"), ("＃", "＃"),
  ])
  func `quotes where it must and defuses formulas`(text: String, cell: String) {
    var csv = CSVWriter(header: "text")
    csv.cell(text)
    csv.endRow()
    #expect(String(decoding: csv.bytes, as: UTF8.self) == "text\r\n" + cell + "\r\n")
  }

  @Test func `writes numbers and times as they are`() {
    var csv = CSVWriter(header: "values")
    csv.cell(-5)
    csv.cell(Timestamp("2026-11-22T03:04:05Z"))
    csv.cell(nil as Timestamp?)
    for rate in [1000, 0.5, nil] { csv.cell(rate: rate) }
    for ratio in [0, 0.12345, 1, 1.00005, 12.5, nil] { csv.cell(ratio: ratio) }
    csv.cell(true)
    csv.endRow()
    #expect(
      String(decoding: csv.bytes, as: UTF8.self) == "values\r\n-5,2026-11-22T03:04:05Z,,1000,0.5,,"
        + "0.0000,0.1235,1.0000,1.0001,12.5000,,true\r\n"
    )
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func `reads back as it was written, but for defused formulas`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let alphabet = ["a", "\"", ",", "\r", "\n", "=", "-", "é", "＝", "\u{202E}", " ", "\r\n"]
    let rows = (0..<20).map { _ in
      (0..<4).map { _ in
        (0..<Int.random(in: 0...6, using: &random))
          .map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
      }
    }
    var csv = CSVWriter(header: "a,b,c,d")
    for row in rows {
      for cell in row { csv.cell(cell) }
      csv.endRow()
    }
    let read = parseCSV(csv.bytes).dropFirst()
    let formula = ["=", "-", "\r", "\n", "＝"].map { Array($0.utf8) }
    let expected = rows.map {
      $0.map { cell in
        formula.contains { cell.utf8.starts(with: $0) } ? "'" + cell : cell
      }
    }
    #expect(read.map { $0.map { Array($0.utf8) } } == expected.map { $0.map { Array($0.utf8) } })
  }
}

/// RFC 4180 by its grammar, byte by byte.
func parseCSV(_ bytes: [UInt8]) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var cell: [UInt8] = []
  var isQuoted = false
  var index = 0
  func next() -> UInt8? { index + 1 < bytes.count ? bytes[index + 1] : nil }
  while index < bytes.count {
    let byte = bytes[index]
    if isQuoted {
      if byte == 0x22, next() == 0x22 {
        cell.append(0x22)
        index += 1
      } else if byte == 0x22 {
        isQuoted = false
      } else {
        cell.append(byte)
      }
    } else if byte == 0x22, cell.isEmpty {
      isQuoted = true
    } else if byte == 0x2C || (byte == 0x0D && next() == 0x0A) {
      row.append(String(decoding: cell, as: UTF8.self))
      cell = []
      if byte == 0x0D {
        rows.append(row)
        row = []
        index += 1
      }
    } else {
      cell.append(byte)
    }
    index += 1
  }
  return rows
}
