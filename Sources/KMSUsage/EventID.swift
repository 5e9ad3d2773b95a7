/// An event id as a plain value: CloudTrail's are UUIDs of 36 bytes; more than 40 are cut.
struct EventID {
  /// Big-endian, zeroes behind the text, so that they order as the text does.
  private var words: InlineArray<5, UInt64> = [0, 0, 0, 0, 0]

  /// No id.
  init() {}

  init(_ text: UnsafeBufferPointer<UInt8>) {
    withUnsafeMutableBytes(of: &words) { bytes in
      bytes.copyBytes(from: UnsafeRawBufferPointer(text).prefix(40))
    }
    for index in 0..<5 { words[index] = UInt64(bigEndian: words[index]) }
  }

  var isEmpty: Bool { words[0] == 0 }

  /// By the first eight bytes alone: false when the text is surely greater.
  func mayFollow(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = text.baseAddress, text.count >= 8, !isEmpty else { return true }
    let first = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
    return UInt64(bigEndian: first) <= words[0]
  }

  func precedes(_ other: EventID) -> Bool {
    for index in 0..<5 where words[index] != other.words[index] {
      return words[index] < other.words[index]
    }
    return false
  }

  var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 5) { bigEndian in
      for index in 0..<5 { bigEndian.initializeElement(at: index, to: words[index].bigEndian) }
      return bigEndian.withMemoryRebound(to: UInt8.self) { bytes in
        body(UnsafeBufferPointer(rebasing: bytes[..<(bytes.firstIndex(of: 0) ?? bytes.count)]))
      }
    }
  }
}
