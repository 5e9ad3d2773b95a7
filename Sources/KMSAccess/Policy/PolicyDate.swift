import KMSModel

extension Timestamp {
  /// Reads what a policy's dates may be: a day, a moment with its zone, or seconds since 1970 (IAM
  /// User Guide, Date condition operators).
  init?(iamDate text: String) {
    // Four digits may be a year.
    if let seconds = Int64(text), text.utf8.count != 4 {
      self.init(seconds)
      return
    }
    let parts = text.uppercased().split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      self.init(text + "T00:00:00Z")
      return
    }
    guard let offset = Self.offset(parts[1]) else { return nil }
    let clock = parts[1].prefix { $0 != "Z" && $0 != "+" && $0 != "-" }
    let seconds = clock.utf8.count == 5 ? ":00" : ""
    guard let local = Timestamp("\(parts[0])T\(clock)\(seconds)Z") else { return nil }
    self.init(local.rawValue - offset)
  }

  /// Seconds east of UTC: `Z`, `+01:00` or `-0500` after the clock.
  private static func offset(_ time: Substring) -> Int64? {
    let zone = time.drop { $0 != "Z" && $0 != "+" && $0 != "-" }
    if zone == "Z" { return 0 }
    let digits = zone.dropFirst().utf8.filter { $0 != UInt8(ascii: ":") }
    guard digits.count == 4, digits.allSatisfy({ (0x30...0x39) ~= $0 }) else { return nil }
    let values = digits.map { Int64($0 - 0x30) }
    let seconds = (values[0] * 10 + values[1]) * 3600 + (values[2] * 10 + values[3]) * 60
    return zone.first == "-" ? -seconds : seconds
  }
}
