import CScanKernels
import JSONScan
import TestSupport
import Testing

/// Every kernel says what the plain C one says, on any bytes.
@Suite struct KernelTests {
  static let kernels: [kmsaudit_kernel] = [
    KMSAUDIT_PORTABLE, KMSAUDIT_SSE2, KMSAUDIT_AVX2, KMSAUDIT_AVX512,
  ].filter { $0.rawValue <= kmsaudit_best_kernel().rawValue }

  /// Text full of what matters: quotes, runs of backslashes, brackets.
  private func text(_ length: Int, _ random: inout SplitMix) -> [UInt8] {
    let alphabet = Array("\"\"\\\\\\{}[]{}:, a1é".utf8)
    return (0..<length).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
  }

  private func index(_ kernel: kmsaudit_kernel, _ text: [UInt8]) -> [kmsaudit_block] {
    let count = (text.count + 63) / 64
    let padded = text + [UInt8](repeating: 0x20, count: 256)
    var blocks = [kmsaudit_block](repeating: kmsaudit_block(), count: count + 1)
    kmsaudit_index(kernel, padded, count, &blocks)
    return Array(blocks[..<count])
  }

  /// Quotes and brackets by one byte after the other.
  private func slowly(_ text: [UInt8]) -> (quotes: Set<Int>, opens: Set<Int>, closes: Set<Int>) {
    var (inString, isEscaped) = (false, false)
    var found: (quotes: Set<Int>, opens: Set<Int>, closes: Set<Int>) = ([], [], [])
    for (place, byte) in text.enumerated() {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        inString.toggle()
        found.quotes.insert(place)
        continue
      }
      if inString { continue }
      if "{[".utf8.contains(byte) { found.opens.insert(place) }
      if "}]".utf8.contains(byte) { found.closes.insert(place) }
    }
    return found
  }

  private func places(_ blocks: [kmsaudit_block], _ mask: (kmsaudit_block) -> UInt64) -> Set<Int> {
    var places: Set<Int> = []
    for (number, block) in blocks.enumerated() {
      for bit in 0..<64 where mask(block) >> UInt64(bit) & 1 == 1 {
        places.insert(number * 64 + bit)
      }
    }
    return places
  }

  @Test(arguments: kernels.indices)
  func `masks are those of a plain reading`(_ kernel: Int) {
    var random = SplitMix(seed: 20)
    for length in Array(1..<140) + [1000, 4096] {
      let text = text(length, &random)
      let blocks = index(Self.kernels[kernel], text)
      let expected = slowly(text)
      #expect(places(blocks) { $0.quote } == expected.quotes)
      #expect(places(blocks) { $0.open } == expected.opens)
      #expect(places(blocks) { $0.close } == expected.closes)
    }
  }

  @Test(arguments: kernels.indices)
  func `a needle is found where it first stands`(_ kernel: Int) {
    var random = SplitMix(seed: 21)
    let needle = Array("\"{a".utf8)
    for length in 1..<300 {
      let text = text(length, &random)
      let padded = text + [UInt8](repeating: 0x20, count: 256)
      let found = needle.withUnsafeBufferPointer { bytes in
        let needle = kmsaudit_needle(bytes: bytes.baseAddress, length: 3, first: 1, second: 2)
        return kmsaudit_find(Self.kernels[kernel], padded, 0, length, needle)
      }
      let expected = (0..<max(0, length - 2)).first { text[$0..<$0 + 3].elementsEqual(needle) }
      #expect(found == expected ?? length)
    }
  }

  @Test(arguments: kernels.indices)
  func `a needle is found where it last stands`(_ kernel: Int) {
    var random = SplitMix(seed: 23)
    let needle = Array("\"{a".utf8)
    for length in 1..<300 {
      let text = text(length, &random)
      let padded = text + [UInt8](repeating: 0x20, count: 256)
      let start = length / 5
      let found = needle.withUnsafeBufferPointer { bytes in
        let needle = kmsaudit_needle(bytes: bytes.baseAddress, length: 3, first: 1, second: 2)
        return kmsaudit_find_last(Self.kernels[kernel], padded, start, length, needle)
      }
      let expected = (start..<max(start, length - 2))
        .last { text[$0..<$0 + 3].elementsEqual(needle) }
      #expect(found == expected ?? length)
    }
  }

  @Test(arguments: kernels.indices)
  func `a form gives the places of its values, and of nothing else`(_ kernel: Int) throws {
    let form = Form([.text("{\"a\":\""), .object("\",\"b\":"), .text(",\"c\":\"")])
    let cases = [
      (#"{"a":"x\"y","b":{"k":[{},"}"]},"c":"z","d":1}"#, [#"x\"y"#, #"{"k":[{},"}"]}"#, "z"]),
      (#"{"a":"","b":{},"c":""}"#, ["", "{}", ""]),
      (#"{"a":"x", "b":{},"c":"z"}"#, nil),
      (#"{"a":"x","b":"no object","c":"z"}"#, nil),
      (#"{"a":"x","b":{},"c":"never ends}"#, nil),
      (#"{"a":"x","b":{{{{{}}}}},"c":"too deep"}"#, nil),
    ]
    for (text, expected) in cases {
      let buffer = ScanBuffer(capacity: 256, kernel: Self.kernels[kernel])
      buffer.text.update(from: Array(text.utf8), count: text.utf8.count)
      buffer.index(to: text.utf8.count)
      var values = [TextSpan](repeating: TextSpan(), count: 3)
      let isRead = buffer.read(
        open: 0,
        before: text.utf8.count,
        nesting: 4,
        form,
        into: &values
      )
      let found = isRead ? values.map { String(decoding: buffer.bytes($0), as: UTF8.self) } : nil
      #expect(found == expected, "\(text)")
    }
  }

  @Test(arguments: kernels.indices)
  func `a gap in a form is the inside of one text of its length`(_ kernel: Int) {
    let form = Form([.object("{\"a\":\"\0\0\0\",\"b\":"), .text(",\"c\":\"\0\0\",\"d\":\"")])
    let cases = [
      (#"{"a":"1.1","b":{"k":1},"c":"xy","d":"z"}"#, ["{\"k\":1}", "z"]),
      (#"{"a":"\"1","b":{},"c":"\"","d":""}"#, ["{}", ""]),
      (#"{"a":"1.12","b":{},"c":"xy","d":"z"}"#, nil), (#"{"a":"1.","b":{},"c":"xy","d":""}"#, nil),
      (#"{"a":"","",","b":{},"c":"xy","d":"z"}"#, nil),
      (#"{"a":"1.1","b":{},"c":"","","d":"z"}"#, nil),
    ]
    for (text, expected) in cases {
      let count = text.utf8.count
      let buffer = ScanBuffer(capacity: 256, kernel: Self.kernels[kernel])
      buffer.text.update(from: Array(text.utf8), count: count)
      buffer.index(to: count)
      var values = [TextSpan](repeating: TextSpan(), count: 2)
      let isRead = buffer.read(open: 0, before: count, nesting: 4, form, into: &values)
      let found = isRead ? values.map { String(decoding: buffer.bytes($0), as: UTF8.self) } : nil
      #expect(found == expected, "\(text)")
    }
  }

  @Test(arguments: kernels.indices)
  func `a form reads texts and lists of any length`(_ kernel: Int) {
    let form = Form([.text("{\"a\":\""), .list("\",\"b\":"), .text(",\"c\":\"")])
    for length in 0..<300 {
      let filler = String(repeating: "x", count: length)
      let expected = [filler, "[\"\(filler)\",[{}]]", "]" + filler]
      let text = "{\"a\":\"\(expected[0])\",\"b\":\(expected[1]),\"c\":\"\(expected[2])\"}"
      let count = text.utf8.count
      let buffer = ScanBuffer(capacity: 1024, kernel: Self.kernels[kernel])
      buffer.text.update(from: Array(text.utf8), count: count)
      buffer.index(to: count)
      var values = [TextSpan](repeating: TextSpan(), count: 3)
      #expect(buffer.read(open: 0, before: count, nesting: 4, form, into: &values))
      #expect(values.map { String(decoding: buffer.bytes($0), as: UTF8.self) } == expected)
      #expect(!buffer.read(open: 0, before: count - 2, nesting: 4, form, into: &values))
    }
  }

  @Test(arguments: kernels.indices)
  func `the next quote is the one that plain reading finds`(_ kernel: Int) {
    var random = SplitMix(seed: 24)
    for length in 1..<300 {
      let text = text(length, &random).map {
        $0 == UInt8(ascii: "\"") && random.next() % 8 > 0 ? 0x61 : $0
      }
      let blocks =
        index(Self.kernels[kernel], text) + [kmsaudit_block(quote: .max, open: 0, close: 0)]
      let quotes = slowly(text).quotes.sorted()
      for start in stride(from: 0, through: length, by: 7) {
        let expected = quotes.first { $0 >= start } ?? length
        #expect(kmsaudit_quote(blocks, start, length) == expected)
      }
    }
  }

  @Test(arguments: kernels.indices)
  func `the closing bracket is the one that plain counting finds`(_ kernel: Int) {
    var random = SplitMix(seed: 22)
    for length in 1..<400 {
      let text = text(length, &random)
      let blocks = index(Self.kernels[kernel], text) + [kmsaudit_block()]
      let found = slowly(text)
      for open in found.opens.sorted().prefix(5) {
        var (depth, deepest, close) = (0, 0, length)
        for place in open..<length {
          if found.opens.contains(place) { depth += 1 }
          deepest = max(deepest, depth)
          if found.closes.contains(place) { depth -= 1 }
          if depth == 0 {
            close = place
            break
          }
        }
        var tooDeep: Int32 = 0
        let result = kmsaudit_close(Self.kernels[kernel], blocks, open, 0, length, 3, &tooDeep)
        #expect(result == close)
        #expect(tooDeep == (deepest > 3 ? 1 : 0))
        let inside = kmsaudit_close(Self.kernels[kernel], blocks, open + 1, 1, length, 3, &tooDeep)
        #expect(inside == close)
      }
    }
  }
}
