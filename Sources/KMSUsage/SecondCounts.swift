/// Counts per second of one UTC day, packed: for each second with a count, in order, the distance
/// to the one before and the count, both as LEB128 varints.
///
/// Packing keeps a busy key's day at about two bytes a second, in memory and in the store.
package struct SecondCounts: Hashable, Sendable {
  package private(set) var packed: [UInt8] = []
  private var last: Int32 = -1

  package init() {}

  /// Takes bytes that `packed` gave; a damaged tail is ignored by `forEach`.
  package init(packed: [UInt8]) { self.packed = packed }

  /// Appends a second after all earlier ones.
  package mutating func append(second: Int32, count: Int) {
    precondition(second > last, "seconds are appended in order")
    Varint.write(UInt64(second - last), to: &packed)
    Varint.write(UInt64(count), to: &packed)
    last = second
  }

  /// Calls `body` with each second of the day that has a count, ascending.
  package func forEach(_ body: (_ second: Int32, _ count: Int) -> Void) {
    var index = 0
    var second: Int32 = -1
    while let step = Varint.read(packed, &index), let count = Varint.read(packed, &index) {
      second &+= Int32(truncatingIfNeeded: step)
      body(second, Int(truncatingIfNeeded: count))
    }
  }

  /// From the first to the last second with a count, and the sum of all counts.
  package struct Span: Hashable, Sendable {
    package var first: Int32
    package var last: Int32
    package var total: Int

    package init(first: Int32, last: Int32, total: Int) {
      (self.first, self.last, self.total) = (first, last, total)
    }
  }

  /// nil for none.
  package var span: Span? {
    packed.withUnsafeBytes { bytes in
      var reader = SecondReader(bytes)
      guard let total = reader.next() else { return nil }
      var span = Span(first: reader.second, last: reader.second, total: total)
      while let count = reader.nextFour() ?? reader.next() {
        // A damaged list is in no order.
        span.first = min(span.first, reader.second)
        span.last = max(span.last, reader.second)
        span.total &+= count
      }
      return span
    }
  }

  /// Whether that second of the day has a count.
  package func contains(_ second: Int32) -> Bool {
    packed.withUnsafeBytes { bytes in
      var reader = SecondReader(bytes)
      while true {
        let before = reader
        if reader.nextFour() != nil {
          if before.second > second || reader.second < second { continue }
          reader = before
        }
        guard reader.next() != nil else { return false }
        if reader.second == second { return true }
      }
    }
  }

  /// Adds the counts of another list of the same day.
  package mutating func add(_ other: SecondCounts) {
    var counts: [Int32: Int] = [:]
    forEach { counts[$0, default: 0] += $1 }
    other.forEach { counts[$0, default: 0] += $1 }
    self = SecondCounts()
    for (second, count) in counts.sorted(by: { $0.key < $1.key }) {
      append(second: second, count: count)
    }
  }
}

/// Goes from second to second of a packed list.
private struct SecondReader {
  private let bytes: UnsafeRawBufferPointer
  private var index = 0
  /// The last that was read.
  private(set) var second: Int32 = -1

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The count of the next second; nil at the end, and where the rest is damaged.
  mutating func next() -> Int? {
    guard let step = Varint.read(bytes, &index), let count = Varint.read(bytes, &index) else {
      return nil
    }
    second &+= Int32(truncatingIfNeeded: step)
    return Int(truncatingIfNeeded: count)
  }

  /// The counts of the next four seconds together, where each of their numbers is a byte, as most are
  /// of a busy key.
  mutating func nextFour() -> Int? {
    let (lowBytes, highBits): (UInt64, UInt64) = (0x00FF_00FF_00FF_00FF, 0x8080_8080_8080_8080)
    guard index + 8 <= bytes.count, second < .max - 4 * 0x7F else { return nil }
    let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    guard word & highBits == 0 else { return nil }
    index += 8
    second += Int32((word & lowBytes).sumOfWords)
    return Int((word >> 8 & lowBytes).sumOfWords)
  }
}

extension UInt64 {
  /// The sum of its four 16-bit numbers, which must be less than 65,536.
  fileprivate var sumOfWords: UInt64 { (self &* 0x0001_0001_0001_0001) >> 48 }
}
