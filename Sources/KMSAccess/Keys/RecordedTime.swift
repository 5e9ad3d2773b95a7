import JSONScan
import KMSModel

extension Timestamp {
  /// A moment in the `responseElements` of a record: `Aug 10, 2022, 10:38:27 PM` in UTC, or as
  /// exports write it.
  ///
  /// - Returns: nil for anything else.
  init?(recorded value: JSONValue) {
    if let time = Timestamp(exported: value) {
      self = time
      return
    }
    guard let text = value.string else { return nil }
    // Between the time and its half some versions of Java put a narrow space of its own.
    let parts = text.split { $0 == " " || $0 == "," || $0 == "\u{202F}" }.map(String.init)
    guard parts.count == 5, let month = Self.months.firstIndex(of: parts[0]),
      let hour = Self.hour(parts[3], parts[4])
    else { return nil }
    let day = "\(parts[2])-\(Self.twoDigits(month + 1))-\(Self.twoDigits(Int(parts[1]) ?? 0))"
    let clock = parts[3].drop { $0 != ":" }
    self.init("\(day)T\(Self.twoDigits(hour))\(clock)Z")
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func hour(_ clock: String, _ half: String) -> Int? {
    guard let hour = Int(clock.prefix { $0 != ":" }), (1...12).contains(hour),
      half == "AM" || half == "PM"
    else { return nil }
    return hour % 12 + (half == "PM" ? 12 : 0)
  }

  private static func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
}
