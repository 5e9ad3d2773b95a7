package import JSONScan
package import KMSModel

extension Timestamp {
  /// A time as the AWS CLI prints it: `2026-11-22T03:04:05.123000+01:00` (`cli_timestamp_format`
  /// `iso8601`), or the service's own seconds since 1970 (`wire`); a fraction is dropped.
  ///
  /// - Returns: nil for anything else, and for times outside the years 1970 to 9999.
  package init?(exported value: JSONValue) {
    let seconds: Int64?
    switch value {
    case .number(let text): seconds = Double(text).flatMap { Int64(exactly: $0.rounded(.down)) }
    case .string(let text): seconds = Self.seconds(ofISO8601: Array(text.utf8))
    default: return nil
    }
    guard let seconds, (0..<253_402_300_800).contains(seconds) else { return nil }
    self.init(seconds)
  }

  private static func seconds(ofISO8601 text: [UInt8]) -> Int64? {
    guard text.count >= 20,
      let local = Timestamp(String(decoding: text[..<19], as: UTF8.self) + "Z")
    else { return nil }
    var rest = text[19...]
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix(while: isDigit)
      guard !digits.isEmpty else { return nil }
      rest = rest[digits.endIndex...]
    }
    return offset(rest).map { local.rawValue - $0 }
  }

  /// `Z`, `+01:00` or `+0100` in seconds.
  private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
    if text.elementsEqual("Z".utf8) { return 0 }
    guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    var digits = Array(text.dropFirst())
    if digits.count == 5, digits[2] == UInt8(ascii: ":") { digits.remove(at: 2) }
    guard digits.count == 4, digits.allSatisfy(isDigit) else { return nil }
    let values = digits.map { Int64($0 - UInt8(ascii: "0")) }
    let (hours, minutes) = (values[0] * 10 + values[1], values[2] * 10 + values[3])
    guard hours < 24, minutes < 60 else { return nil }
    return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -60 : 60)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte
  }
}
