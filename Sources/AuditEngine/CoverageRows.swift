import AuditFindings
import KMSModel
import KMSUsage

/// `coverage.csv`: what the input holds of each account, Region and UTC day, and what it lacks.
struct CoverageRows {
  /// Records of an account and Region from which on the absence of every KMS record is strange.
  static let recordsThatSpeak = 100

  private struct Place: Hashable {
    var account: String
    var region: String
  }

  private var rows: [Place: [String: CoverageRow]] = [:]
  private var hours: [Place: Set<Int64>] = [:]

  init(_ facts: UsageFacts) {
    for cell in facts.coverage {
      let place = Place(account: cell.account, region: cell.region)
      hours[place, default: []].insert(cell.hour)
      change(place, Timestamp(cell.hour * 3600).dayText) { row in
        row.records += cell.records
        row.kmsRecords += cell.kmsRecords
        row.firstRecord = min(row.firstRecord ?? cell.firstRecord, cell.firstRecord)
        row.lastRecord = max(row.lastRecord ?? cell.lastRecord, cell.lastRecord)
      }
    }
    for file in facts.files where file.status != .skipped {
      let day = file.day.map { Timestamp(Int64($0) * 86400).dayText } ?? ""
      change(Place(account: file.account, region: file.region), day) { row in
        row.files += 1
        if file.status != .read { row.incompleteFiles += 1 }
      }
    }
  }

  private mutating func change(
    _ place: Place,
    _ day: String,
    _ body: (inout CoverageRow) -> Void
  ) {
    body(
      &rows[place, default: [:]][
        day,
        default: CoverageRow(
          account: place.account,
          region: place.region,
          day: day,
          files: 0,
          incompleteFiles: 0,
          records: 0,
          kmsRecords: 0,
          firstRecord: nil,
          lastRecord: nil,
          note: ""
        )
      ]
    )
  }

  /// By account, Region and day.
  var sorted: [CoverageRow] {
    rows.flatMap { place, days in
      let isStrange = kmsSeemsExcluded(days.values)
      return days.values.map { row in
        var row = row
        var notes = isStrange ? [CoverageRow.kmsExcluded] : []
        if let gap = gap(in: row, place) { notes.append("hours without records: \(gap)") }
        row.note = notes.joined(separator: "; ")
        return row
      }
    }
    .sorted { ($0.account, $0.region, $0.day) < ($1.account, $1.region, $1.day) }
  }

  private func kmsSeemsExcluded(_ days: some Sequence<CoverageRow>) -> Bool {
    var (records, kms) = (0, 0)
    for day in days {
      records += day.records
      kms += day.kmsRecords
    }
    return records > Self.recordsThatSpeak && kms == 0
  }

  /// Hours of the day between the place's first and last record that have none: `03-05 07`.
  private func gap(in row: CoverageRow, _ place: Place) -> String? {
    guard let known = hours[place], let first = known.min(), let last = known.max(),
      let midnight = Timestamp(row.day + "T00:00:00Z")?.hour
    else { return nil }
    let missing = (0..<24).filter { hour in
      let hour = midnight + Int64(hour)
      return hour > first && hour < last && !known.contains(hour)
    }
    return missing.isEmpty ? nil : Self.ranges(missing).joined(separator: " ")
  }

  private static func ranges(_ hours: [Int]) -> [String] {
    var ranges: [ClosedRange<Int>] = []
    for hour in hours {
      if let last = ranges.last, last.upperBound == hour - 1 {
        ranges[ranges.count - 1] = last.lowerBound...hour
      } else {
        ranges.append(hour...hour)
      }
    }
    func text(_ hour: Int) -> String { hour < 10 ? "0\(hour)" : "\(hour)" }
    return ranges.map {
      $0.count == 1 ? text($0.lowerBound) : "\(text($0.lowerBound))-\(text($0.upperBound))"
    }
  }
}
