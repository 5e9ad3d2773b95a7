/// The distinct values of a list in their order, and for each of the list where it stands in it.
///
/// By sorting, not by hashing: the numbers then depend on the content alone.
struct Numbering<Value> {
  let values: [Value]
  /// For each value of the list, its place in `values`.
  let places: [Int32]

  /// - Parameters:
  ///   - list: any values.
  ///   - key: all of a value as numbers: equal keys, equal values.
  init<let count: Int>(_ list: [Value], by key: (Value) -> InlineArray<count, Symbol>) {
    let keys = list.map(key)
    var distinct: [Value] = []
    var places = [Int32](repeating: 0, count: list.count)
    keys.withUnsafeBufferPointer { keys in
      let order = keys.indices.sorted { Self.precedes(keys[$0], keys[$1]) }
      var before: Int?
      for index in order {
        if before.map({ Self.precedes(keys[$0], keys[index]) }) ?? true {
          distinct.append(list[index])
        }
        places[index] = Int32(distinct.count - 1)
        before = index
      }
    }
    (values, self.places) = (distinct, places)
  }

  @inline(__always)
  private static func precedes<let count: Int>(
    _ left: InlineArray<count, Symbol>,
    _ right: InlineArray<count, Symbol>
  ) -> Bool {
    for index in 0..<count where left[index] != right[index] {
      return left[index] < right[index]
    }
    return false
  }
}
