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
      let shift = UInt64(byte * 8)
      var ends = [Int](repeating: 0, count: 256)
      for element in self { ends[Int(key(element) >> shift & 0xFF)] += 1 }
      if ends.contains(count) { continue }
      var start = 0
      for value in ends.indices { (ends[value], start) = (start, start + ends[value]) }
      for element in self {
        let value = Int(key(element) >> shift & 0xFF)
        other[ends[value]] = element
        ends[value] += 1
      }
      swap(&self, &other)
    }
  }
}
