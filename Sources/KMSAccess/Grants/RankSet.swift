/// Numbers below a bound, each with a weight: a Fenwick tree, so that adding one and finding the
/// first ones take logarithmic time.
struct RankSet {
  /// Empty until something is added.
  private var sums: [Int] = []
  private let count: Int
  private(set) var total = 0

  init(_ count: Int) { self.count = count }

  /// Adds to the weight of a number; one of weight 0 is not in the set.
  mutating func add(_ number: Int, _ weight: Int) {
    if sums.isEmpty { sums = Array(repeating: 0, count: count + 1) }
    total += weight
    var node = number + 1
    while node < sums.count {
      sums[node] += weight
      node += node & -node
    }
  }

  /// The smallest number in the set.
  var first: Int? { total > 0 ? number(after: 0) : nil }

  /// The smallest numbers in the set.
  func first(_ count: Int) -> [Int] {
    var result: [Int] = []
    var passed = 0
    while passed < total, result.count < count {
      let number = number(after: passed)
      result.append(number)
      passed = sum(through: number)
    }
    return result
  }

  /// The first number with which the sum of weights exceeds that.
  private func number(after sum: Int) -> Int {
    var (node, rest) = (0, sum)
    var step = 1
    while step * 2 < sums.count { step *= 2 }
    while step > 0 {
      if node + step < sums.count, sums[node + step] <= rest {
        node += step
        rest -= sums[node]
      }
      step /= 2
    }
    return node
  }

  private func sum(through number: Int) -> Int {
    var (node, result) = (number + 1, 0)
    while node > 0 {
      result += sums[node]
      node -= node & -node
    }
    return result
  }
}
