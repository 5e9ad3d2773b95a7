/// SplitMix64: small, quick and the same everywhere, so that a seed is a trail.
package struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// A stream of its own for part `part` of what `seed` makes.
  package init(seed: UInt64, part: UInt64) {
    var mixer = SeededRandom(seed: seed ^ part &* 0xA24B_AED4_963E_E407)
    state = mixer.next()
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// 0 ..< `bound`, near enough to even for test data.
  package mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// 0 ..< 1.
  package mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

  package mutating func chance(_ probability: Double) -> Bool { fraction() < probability }

  package mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

  package mutating func hex(_ digits: Int) -> String {
    var text = ""
    while text.utf8.count < digits {
      let word = String(next(), radix: 16)
      text += String(repeating: "0", count: 16 - word.utf8.count) + word
    }
    return String(text.prefix(digits))
  }

  /// A random UUID (RFC 9562, version 4).
  package mutating func uuid() -> String {
    let digits = hex(32).utf8.map { $0 }
    func part(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
    return part(0..<8) + "-" + part(8..<12) + "-4" + part(13..<16) + "-a" + part(17..<20) + "-"
      + part(20..<32)
  }
}
