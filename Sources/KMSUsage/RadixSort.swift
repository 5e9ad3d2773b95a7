extension Array where Element: BitwiseCopyable {
  /// Sorts by some bytes of a key, stably, in time that grows with the count alone.
  ///
  /// A byte that is the same in all keys costs one look at each.
  ///
  /// - Parameters:
  ///   - bytes: which bytes of the key count, 0 the lowest.
  ///   - key: of an element.
  mutating func radixSort(bytes: Range<Int>, by key: (Element) -> UInt64) {
    var other = self
    for byte in bytes {
      let isSorted = withUnsafeBufferPointer { from in
        other.withUnsafeMutableBufferPointer { Self.deal(from, to: $0, byte: byte, key) }
      }
      if isSorted { swap(&self, &other) }
    }
  }

  /// - Returns: false when all have the same byte and nothing was moved.
  @inline(__always)
  private static func deal(
    _ from: UnsafeBufferPointer<Element>,
    to target: UnsafeMutableBufferPointer<Element>,
    byte: Int,
    _ key: (Element) -> UInt64
  ) -> Bool {
    let shift = UInt64(byte * 8)
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { ends in
      ends.initialize(repeating: 0)
      for element in from { ends[Int(key(element) >> shift & 0xFF)] += 1 }
      if ends.contains(from.count) { return false }
      var start = 0
      for value in ends.indices { (ends[value], start) = (start, start + ends[value]) }
      for element in from {
        let value = Int(key(element) >> shift & 0xFF)
        target[ends[value]] = element
        ends[value] += 1
      }
      return true
    }
  }
}
