/// A pattern by the numbers of its three parts: what was done, who did it, to which key.
struct PatternParts {
  var operation: Int32
  var caller: Int32
  var key: Int32

  var orderKey: InlineArray<3, Int32> { [key, caller, operation] }
}

/// The distinct patterns of one worker, numbered in order of first sight and found by their parts.
struct PatternTable: ~Copyable {
  private(set) var patterns: [PatternParts] = []
  /// Open addressing; -1 in a free slot.
  private var slots = [Int32](repeating: -1, count: 1024)

  /// The number of a pattern, and whether it was seen for the first time.
  mutating func number(_ parts: PatternParts) -> (Int, isNew: Bool) {
    let mask = slots.count - 1
    var slot = Self.hash(parts) & mask
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if patterns[number] == parts { return (number, false) }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(patterns.count)
    patterns.append(parts)
    if patterns.count * 2 > slots.count { grow() }
    return (patterns.count - 1, true)
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    for (number, parts) in patterns.enumerated() {
      var slot = Self.hash(parts) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(number)
    }
  }

  @inline(__always)
  private static func hash(_ parts: PatternParts) -> Int {
    let low = UInt64(UInt32(bitPattern: parts.caller)) << 32 | UInt64(UInt32(bitPattern: parts.key))
    let high = UInt64(UInt32(bitPattern: parts.operation)) &* 0xD6E8_FEB8_6659_FD93
    let product = (low ^ high).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: (product.high ^ product.low) >> 1)
  }
}

extension PatternParts: Equatable {
  @inline(__always)
  static func == (left: Self, right: Self) -> Bool {
    left.key == right.key && left.caller == right.caller && left.operation == right.operation
  }
}
