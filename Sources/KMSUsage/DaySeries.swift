/// One series on one UTC day.
struct DaySeries: Sendable {
  var series: Int
  var day: Int32
  var seconds: SecondCounts

  /// Sorts moments (`series << 32 | seconds since 1970`) and counts equal ones.
  ///
  /// - Parameters:
  ///   - folds: of each, the moments dealt by `series % parts`.
  ///   - jobs: threads.
  /// - Returns: by series, then day.
  static func all(_ folds: [[[UInt64]]], jobs: Int) -> [DaySeries] {
    let count = folds.first?.count ?? 0
    let found = inParallel(count, jobs: jobs, state: { [DaySeries]() }) { part, found in
      var moments = folds.flatMap { $0[part] }
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
