import Parallel
import Synchronization

/// Moments (`series << 32 | seconds since 1970`) that several folds have dealt by `series % parts`.
///
/// A part is moved out once: its memory is free when it is counted, and not when all are.
final class Moments: Sendable {
  private let folds: Mutex<[[[UInt64]]]>
  let parts: Int

  init(_ folds: [[[UInt64]]]) {
    parts = folds.first?.count ?? 0
    self.folds = Mutex(folds)
  }

  func take(part: Int) -> [UInt64] {
    let taken = folds.withLock { folds in
      folds.indices.map { fold in
        let moments = folds[fold][part]
        folds[fold][part] = []
        return moments
      }
    }
    return Array(taken.joined())
  }
}

/// One series on one UTC day.
struct DaySeries: Sendable {
  var series: Int
  var day: Int32
  var seconds: SecondCounts

  /// Sorts moments and counts equal ones.
  ///
  /// - Returns: by series, then day.
  static func all(_ moments: Moments, jobs: Int) -> [DaySeries] {
    let found = inParallel(moments.parts, jobs: jobs, state: { [DaySeries]() }) { part, found in
      var moments = moments.take(part: part)
      moments.radixSort(bytes: 0..<8) { $0 }
      pack(moments, into: &found)
    }
    return found.joined().sorted { ($0.series, $0.day) < ($1.series, $1.day) }
  }

  private static func pack(_ moments: [UInt64], into found: inout [DaySeries]) {
    var current: DaySeries?
    var start = 0
    while start < moments.count {
      let moment = moments[start]
      var end = start + 1
      while end < moments.count, moments[end] == moment { end += 1 }
      let series = Int(moment >> 32)
      let seconds = Int64(moment & 0xFFFF_FFFF)
      let day = Int32(seconds / 86400)
      if current?.series != series || current?.day != day {
        if let current { found.append(current) }
        current = DaySeries(series: series, day: day, seconds: SecondCounts())
      }
      current?.seconds.append(second: Int32(seconds % 86400), count: end - start)
      start = end
    }
    if let current { found.append(current) }
  }
}
