/// The distinct values of a list in their order, and for each of the list where it stands in it.
///
/// By sorting, not by hashing: the numbers then depend on the content alone.
struct Numbering<Value: Sendable>: Sendable {
  let values: [Value]
  /// For each value of the list, its place in `values`.
  let places: [Int32]

  /// - Parameters:
  ///   - list: any values.
  ///   - key: all of a value as numbers, none below 0: equal keys, equal values.
  init<let count: Int>(_ list: [Value], by key: (Value) -> InlineArray<count, Symbol>) {
    var order = (0..<Int32(list.count)).map { $0 }
    // The last number first: sorting is stable.
    for column in (0..<count).reversed() {
      list.withUnsafeBufferPointer { list in
        order.radixSort(bytes: 0..<4) { UInt64(UInt32(bitPattern: key(list[Int($0)])[column])) }
      }
    }
    var (places, values) = ([Int32](repeating: 0, count: list.count), [Value]())
    var last: Int32?
    for index in order {
      let value = list[Int(index)]
      let isNew = last.map { !Self.areEqual(key(list[Int($0)]), key(value)) } ?? true
      if isNew { values.append(value) }
      places[Int(index)] = Int32(values.count - 1)
      last = index
    }
    (self.values, self.places) = (values, places)
  }

  /// - Parameters:
  ///   - list: any values.
  ///   - group: what they are sorted by first.
  ///   - key: the rest of a value as one number: equal groups and keys, equal values.
  init(_ list: [Value], by group: (Value) -> UInt16, _ key: (Value) -> UInt64) {
    var order = list.enumerated().map { (key: key($1), group: group($1), index: Int32($0)) }
    order.radixSort(bytes: 0..<8) { $0.key }
    order.radixSort(bytes: 0..<2) { UInt64($0.group) }
    var (places, values) = ([Int32](repeating: 0, count: list.count), [Value]())
    var last: (group: UInt16, key: UInt64)?
    for one in order {
      let isNew = last.map { $0 != (one.group, one.key) } ?? true
      if isNew { values.append(list[Int(one.index)]) }
      places[Int(one.index)] = Int32(values.count - 1)
      last = (one.group, one.key)
    }
    (self.values, self.places) = (values, places)
  }

  fileprivate init(values: [Value], places: [Int32]) {
    (self.values, self.places) = (values, places)
  }

  /// The same numbers for values that stand for these, one for one.
  func map<Other: Sendable>(_ transform: (Value) -> Other) -> Numbering<Other> {
    Numbering<Other>(values: values.map(transform), places: places)
  }

  @inline(__always)
  private static func areEqual<let count: Int>(
    _ left: InlineArray<count, Symbol>,
    _ right: InlineArray<count, Symbol>
  ) -> Bool {
    for index in 0..<count where left[index] != right[index] { return false }
    return true
  }
}
