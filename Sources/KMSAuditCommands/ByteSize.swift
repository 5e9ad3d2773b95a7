import ArgumentParser

/// A number of bytes as typed: `4096`, `512KiB`, `8MiB`, `64GiB` or `1TiB`.
struct ByteSize: Hashable, Sendable {
  package let bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  /// - Returns: nil for another form, for 0, and for more than an `Int` holds.
  init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int(digits), count > 0,
      let unit = Self.units.first(where: { $0.name == text.dropFirst(digits.count) })
    else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: 1 << unit.shift)
    guard !overflow else { return nil }
    bytes = product
  }

  private static let units: [(name: String, shift: Int)] = [
    ("", 0), ("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40),
  ]
}

extension ByteSize: CustomStringConvertible {
  /// In the largest unit that leaves no rest.
  var description: String {
    let unit = Self.units.last { bytes % (1 << $0.shift) == 0 }
    return unit.map { "\(bytes >> $0.shift)\($0.name)" } ?? "\(bytes)"
  }
}

extension ByteSize: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }
  var defaultValueDescription: String { description }
}
