extension Array where Element: BitwiseCopyable {
  /// Sorts by some bytes of a key, stably, in time that grows with the count alone.
  ///
  /// A byte that is the same in all keys costs nothing.
  ///
  /// - Parameters:
  ///   - bytes: which bytes of the key count, 0 the lowest.
  ///   - key: of an element.
  mutating func radixSort(bytes: Range<Int>, by key: (Element) -> UInt64) {
    guard let first = first.map(key) else { return }
    let varying = reduce(0) { $0 | (key($1) ^ first) }
    var other = self
    for byte in bytes where varying >> UInt64(byte * 8) & 0xFF != 0 {
      withUnsafeBufferPointer { from in
        other.withUnsafeMutableBufferPointer { Self.deal(from, to: $0, byte: byte, key) }
      }
      swap(&self, &other)
    }
  }

  @inline(__always)
  private static func deal(
    _ from: UnsafeBufferPointer<Element>,
    to target: UnsafeMutableBufferPointer<Element>,
    byte: Int,
    _ key: (Element) -> UInt64
  ) {
    let shift = UInt64(byte * 8)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { ends in
      ends.initialize(repeating: 0)
      for element in from { ends[Int(key(element) >> shift & 0xFF)] += 1 }
      var start = 0
      for value in ends.indices { (ends[value], start) = (start, start + ends[value]) }
      for element in from {
        let value = Int(key(element) >> shift & 0xFF)
        target[ends[value]] = element
        ends[value] += 1
      }
    }
  }
}
