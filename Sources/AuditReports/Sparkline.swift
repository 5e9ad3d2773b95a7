import KMSUsage

/// What a sparkline is drawn with.
package enum SparkStyle: Hashable, Sendable {
  /// Unicode's block elements, U+2581 to U+2588.
  case blocks
  case ascii

  private var marks: [Character] {
    switch self {
    case .blocks: Array(" ▁▂▃▄▅▆▇█")
    case .ascii: Array(" .:-=+*#@")
    }
  }

  /// One mark a part, nothing for no request, the highest from the quota on.
  func line(_ peaks: [Int], quota: Double) -> String {
    let top = Double(marks.count - 1)
    return String(
      peaks.map { peak in
        // Any request shows, and what is beyond the quota does not rise above it.
        let height = min(top, (Double(peak) / quota * top).rounded(.up))
        return marks[Int(height)]
      }
    )
  }
}

/// How rates went, drawn in a terminal's table.
struct Sparks {
  let course: RateCourse
  let style: SparkStyle

  init?(_ course: RateCourse?, _ style: SparkStyle?) {
    guard let course, let style else { return nil }
    (self.course, self.style) = (course, style)
  }

  var meaning: String {
    let (first, end) = (course.period.lowerBound, course.period.upperBound)
    let full = style == .ascii ? "@" : "a full block"
    return "Between | and | stand the peaks of \(RateCourse.mostParts) parts of the time from "
      + "\(first) to \(end); \(full) is the quota."
  }

  /// nil where no quota is known.
  func line(_ place: RateCourse.Place, quota: Double?) -> String? {
    guard let quota, let peaks = course.peaks[place] else { return nil }
    return "|" + style.line(peaks, quota: quota) + "|"
  }
}

extension RateCourse.Place {
  init(_ row: HotKey, keyARN: String?) {
    self.init(
      chargedAccount: row.chargedAccount,
      region: row.region,
      quotaFamily: row.quotaFamily,
      keyARN: keyARN
    )
  }

  init(_ row: AccountRate) {
    self.init(
      chargedAccount: row.chargedAccount,
      region: row.region,
      quotaFamily: row.quotaFamily,
      keyARN: nil
    )
  }
}
