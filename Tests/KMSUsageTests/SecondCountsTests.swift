import KMSUsage
import TestSupport
import Testing

/// Four seconds at once say what they say one by one.
@Suite struct `the seconds of a day` {
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func `add up to their span, and have those that are in it`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    // From a busy key, whose numbers are a byte each, to one that is hardly used.
    let (longestStep, mostRequests) = ([2, 90, 200, 9000][Int(seed) % 4], [3, 140][Int(seed) % 2])
    var counts = SecondCounts()
    var seconds: [Int32: Int] = [:]
    var second: Int32 = -1
    for _ in 0..<Int.random(in: 0..<60, using: &random) {
      second += Int32.random(in: 1...Int32(longestStep), using: &random)
      seconds[second] = Int.random(in: 1...mostRequests, using: &random)
      counts.append(second: second, count: seconds[second] ?? 0)
    }
    #expect(counts.span?.first == seconds.keys.min(), "seed \(seed)")
    #expect(counts.span?.last == seconds.keys.max(), "seed \(seed)")
    #expect(counts.span?.total ?? 0 == seconds.values.reduce(0, +), "seed \(seed)")
    for second in -1...(second + 2) {
      #expect(counts.contains(second) == (seconds[second] != nil), "seed \(seed), \(second)")
    }
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func `are read of any bytes as one by one`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let most = UInt8([3, 127, 255][Int(seed) % 3])
    let bytes = (0..<Int.random(in: 0..<80, using: &random)).map { _ in
      UInt8.random(in: 0...most, using: &random)
    }
    let counts = SecondCounts(packed: bytes)
    var found: [(second: Int32, count: Int)] = []
    counts.forEach { found.append(($0, $1)) }
    #expect(counts.span?.first == found.map(\.second).min(), "seed \(seed)")
    #expect(counts.span?.last == found.map(\.second).max(), "seed \(seed)")
    #expect(counts.span?.total ?? 0 == found.reduce(0) { $0 &+ $1.count }, "seed \(seed)")
    for second in Set(found.map(\.second) + [0, 1, 2, 100]) {
      #expect(counts.contains(second) == found.contains { $0.second == second }, "seed \(seed)")
    }
  }
}
