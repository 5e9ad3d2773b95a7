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

  /// The first and the last second with a count, and the sum of all counts; nil for none.
  package var span: (first: Int32, last: Int32, total: Int)? {
    var span: (first: Int32, last: Int32, total: Int)?
    forEach { second, count in
      guard let known = span else { return span = (second, second, count) }
      // A damaged list is in no order.
      span = (min(known.first, second), max(known.last, second), known.total &+ count)
    }
    return span
  }

  /// Whether that second of the day has a count.
  package func contains(_ second: Int32) -> Bool {
    var isFound = false
    forEach { other, _ in if other == second { isFound = true } }
    return isFound
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
