import AuditReports
import AuditStore
import KMSModel

/// The judgement on what `doctor` looks at, apart from looking.
enum Doctor {
  /// Complete UTC days before today whose records are looked at.
  static let nights: Int32 = 7
  /// A nightly scan that took place is younger, however late it was.
  private static let oldestScan: Int64 = 36 * 3600
  private static let oldestExport: Int64 = 30 * 86400
  /// Clocks of servers are less apart.
  private static let tolerance: Int64 = 15 * 60
  private static let placesShown = 5

  static func lastScan(_ time: Timestamp?, now: Timestamp) -> CheckRow {
    guard let time else {
      return CheckRow(
        "last scan",
        .attention,
        "the store tells of none",
        advice: "Scan, and every night from now on: kmsaudit nightly-unit prints what that needs."
      )
    }
    let hours = (now.rawValue - time.rawValue) / 3600
    let isOld = now.rawValue - time.rawValue > oldestScan
    return CheckRow(
      "last scan",
      isOld ? .attention : .ok,
      "at \(time), \(hours) hours ago",
      advice: isOld
        ? "Find out why the nightly run did not take place or failed, by its log; then scan." : ""
    )
  }

  static func clock(lastRecord: Timestamp?, _ scan: Timestamp?, now: Timestamp) -> CheckRow {
    func isLater(_ time: Timestamp?) -> Bool {
      time.map { $0.rawValue > now.rawValue + tolerance } ?? false
    }
    if isLater(scan) {
      return CheckRow(
        "clock",
        .attention,
        "it is \(now) here, and the last scan was at \(scan?.description ?? "")",
        advice: "Set the machine's clock."
      )
    }
    guard isLater(lastRecord) else {
      return CheckRow("clock", .ok, "it is \(now), and no record is of a later time")
    }
    return CheckRow(
      "clock",
      .attention,
      "it is \(now) here, and the latest record is of \(lastRecord?.description ?? "")",
      advice: "Set the machine's clock; if it is right, somebody made up that record."
    )
  }

  /// A scan writes back whatever it changes before it changes it, all of the store at worst.
  static func disk(free: Int, store: Int) -> CheckRow {
    let needed = store + 64 << 20
    return CheckRow(
      "disk",
      free < needed ? .attention : .ok,
      "\(free >> 20) MiB are free beside a store of \(store >> 20) MiB",
      advice: free < needed
        ? "Make room: at worst a scan takes as much as the store once more, \(needed >> 20) MiB."
        : ""
    )
  }

  /// Gaps of accounts and Regions that have records on most days; of the others nothing can be said.
  static func nights(_ days: [CoveredDay], now: Timestamp) -> CheckRow {
    let window = (now.day - nights)...(now.day - 1)
    let places = Dictionary(grouping: days) { [$0.account, $0.region] }
      .mapValues { Set($0.map(\.day)) }
      .filter { days in days.value.count { window.contains($0) } > nights / 2 }
    let gaps = places.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .compactMap { place, days -> String? in
        guard let first = days.min() else { return nil }
        let missing = window.filter { $0 > first && !days.contains($0) }
        return missing.isEmpty ? nil : "\(place.joined(separator: " ")) on \(text(missing))"
      }
    let name = "last nights"
    guard !places.isEmpty else {
      return CheckRow(
        name,
        .attention,
        "no account and Region has records on most of the \(nights) days before today",
        advice:
          "Look whether the logs are fetched (aws s3 sync) and whether all of them are scanned."
      )
    }
    let looked = "\(places.count) accounts and Regions with records on most of \(nights) days"
    guard !gaps.isEmpty else { return CheckRow(name, .ok, "\(looked), none with a gap") }
    let more = gaps.count > placesShown ? "; and \(gaps.count - placesShown) more" : ""
    return CheckRow(
      name,
      .attention,
      "\(looked); a day is missing of \(gaps.prefix(placesShown).joined(separator: "; "))\(more)",
      advice: "Fetch the logs of these days again and scan them; if the bucket has none, look for "
        + "StopLogging and changed event selectors of the trail."
    )
  }

  private static func text(_ days: [Int32]) -> String {
    days.map { Timestamp(Int64($0) * 86400).dayText }.joined(separator: ", ")
  }

  static func unreadFiles(_ count: Int) -> CheckRow {
    CheckRow(
      "files",
      count > 0 ? .attention : .ok,
      "\(count) files of the last \(nights) days could not be read to their end",
      advice: count > 0 ? "Fetch those that run.json names again, and scan." : ""
    )
  }

  static func exports(newest: Timestamp?, now: Timestamp) -> CheckRow {
    let advice =
      "Run kmsaudit export-commands --out exports/, the scripts in it, and kmsaudit import."
    guard let newest else {
      return CheckRow(
        "exports",
        .attention,
        "none: grants and policies older than the logs are not known",
        advice: advice
      )
    }
    let age = now.rawValue - newest.rawValue
    return CheckRow(
      "exports",
      age > oldestExport ? .attention : .ok,
      "the newest is of \(newest), \(age / 86400) days old",
      advice: age > oldestExport ? advice : ""
    )
  }
}
