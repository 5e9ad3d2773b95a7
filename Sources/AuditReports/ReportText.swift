package import KMSModel

/// UTF-8 text under construction: what every renderer writes into.
package struct ReportText {
  package private(set) var bytes: [UInt8] = []
  /// The bytes of days already written: a report names few days many times.
  private var days: [Int32: [UInt8]] = [:]

  package init() {}

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Hands on what there is once it is much, to go on behind it.
  mutating func handOn(to take: ([UInt8]) -> Void) {
    guard bytes.count >= 64 << 10 else { return }
    take(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  package mutating func append(byte: UInt8) { bytes.append(byte) }
  package mutating func append(_ literal: StaticString) {
    literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
  package mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
  package mutating func append(_ scalar: Unicode.Scalar) {
    bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
  }
  package mutating func append(_ raw: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: raw) }

  package mutating func append(_ value: Int) {
    if value < 0 { bytes.append(0x2D) }
    append(digits: value.magnitude)
  }

  /// RFC 3339 in UTC: `2026-11-22T03:04:05Z`.
  package mutating func append(_ time: Timestamp) {
    let day = days[time.day] ?? Array(time.dayText.utf8)
    days[time.day] = day
    bytes.append(contentsOf: day)
    let second = UInt(time.secondOfDay)
    append(separator: 0x54, twoDigits: second / 3600)
    append(separator: 0x3A, twoDigits: second / 60 % 60)
    append(separator: 0x3A, twoDigits: second % 60)
    bytes.append(0x5A)
  }

  /// A rate: `1000`, `0.5`, the shortest decimal that is the same number.
  package mutating func append(rate: Double) {
    guard rate == rate.rounded(), rate.magnitude < 1e15 else { return append(rate.description) }
    append(Int(rate))
  }

  /// A ratio with four decimals, half rounded up: `0.8125`.
  package mutating func append(ratio: Double) {
    let scaled = (ratio * 10000).rounded()
    guard scaled >= 0, scaled < 1e15 else { return append(ratio.description) }
    append(digits: UInt(scaled) / 10000)
    let decimals = UInt(scaled) % 10000
    append(separator: 0x2E, twoDigits: decimals / 100)
    bytes.append(0x30 + UInt8(decimals / 10 % 10))
    bytes.append(0x30 + UInt8(decimals % 10))
  }

  private mutating func append(separator: UInt8, twoDigits value: UInt) {
    bytes.append(separator)
    bytes.append(0x30 + UInt8(value / 10))
    bytes.append(0x30 + UInt8(value % 10))
  }

  private mutating func append(digits value: UInt) {
    if value >= 10 { append(digits: value / 10) }
    bytes.append(0x30 + UInt8(value % 10))
  }
}
