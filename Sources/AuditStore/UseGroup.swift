/// The columns that rows are grouped by, as numbers: each dimension once at most, then the context
/// with its service.
struct UseGroup: Hashable, Comparable, Sendable {
  private var numbers = InlineArray<13, Int64>(repeating: 0)
  private var count = 0

  mutating func append(_ number: Int64) {
    numbers[count] = number
    count += 1
  }

  subscript(place: Int) -> Int64 { numbers[place] }

  var withoutContext: UseGroup {
    var group = self
    group.append(-1)
    return group
  }

  func `in`(_ context: Int64, _ kind: ContextKind, of service: Int64) -> UseGroup {
    var group = self
    for number in [context, kind.number, service] { group.append(number) }
    return group
  }

  func context(behind count: Int) -> (context: Int64, kind: ContextKind, service: Int64)? {
    guard self.count > count + 1, let kind = ContextKind(numbers[count + 1]) else { return nil }
    return (numbers[count], kind, numbers[count + 2])
  }

  func hash(into hasher: inout Hasher) {
    for place in 0..<count { hasher.combine(numbers[place]) }
  }

  static func == (one: UseGroup, other: UseGroup) -> Bool {
    one.count == other.count
      && (0..<one.count).allSatisfy { one.numbers[$0] == other.numbers[$0] }
  }

  static func < (one: UseGroup, other: UseGroup) -> Bool {
    let place = (0..<min(one.count, other.count)).first { one.numbers[$0] != other.numbers[$0] }
    return place.map { one.numbers[$0] < other.numbers[$0] } ?? (one.count < other.count)
  }
}
