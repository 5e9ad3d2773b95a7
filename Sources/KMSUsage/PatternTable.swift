/// A pattern by the numbers of its three parts: what was done, who did it, to which key.
///
/// Each UTC day has patterns of its own: a day is the unit of all that is folded.
struct PatternParts {
  var operation: Int32
  var caller: Int32
  var key: Int32
  /// Days since 1970-01-01.
  var day: UInt16

  /// All but the day as one number, which orders by key, caller, operation.
  var packed: UInt64 {
    UInt64(truncatingIfNeeded: key) << 41 | UInt64(truncatingIfNeeded: caller) << 18
      | UInt64(truncatingIfNeeded: operation)
  }

  /// Seconds since 1970 at the begin of its day.
  var midnight: Int64 { day.midnight }

  /// Whether `packed` has room for it.
  var isPackable: Bool { operation < 1 << 18 - 1 && max(caller, key) < 1 << 23 }
}

/// The distinct patterns of one worker, numbered in order of first sight and found by their parts.
///
/// A record looks at one slot, which holds all that it needs: with many patterns each look into
/// another table would wait for memory.
struct PatternTable: ~Copyable {
  /// What a record needs to know of its pattern.
  struct Role: OptionSet {
    let rawValue: UInt8

    static let request = Role(rawValue: 1)
    static let evidence = Role(rawValue: 2)
    static let crossAccount = Role(rawValue: 4)
  }

  private struct Slot {
    /// Packed; all ones in a free slot.
    var parts = UInt64.max
    var day: UInt16 = 0
    /// How the smallest event id so far begins.
    var idHead = UInt16.max
    /// 29 bits.
    private var number: UInt32 = 0

    init() {}

    init(_ parts: UInt64, day: UInt16, number: Int, role: Role, idHead: UInt16) {
      (self.parts, self.day, self.idHead) = (parts, day, idHead)
      self.number = UInt32(number) << 3 | UInt32(role.rawValue)
    }

    var found: (number: Int, role: Role) {
      (Int(number >> 3), Role(rawValue: UInt8(truncatingIfNeeded: number & 7)))
    }
  }

  private(set) var patterns: [PatternParts] = []
  private var slots: UnsafeMutablePointer<Slot>
  private var mask = 1023

  init() { slots = Self.emptySlots(mask + 1) }

  deinit { slots.deallocate() }

  private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    slots.initialize(repeating: Slot(), count: count)
    return slots
  }

  /// A pattern as a record finds it.
  struct Found {
    let number: Int
    let role: Role
    let isNew: Bool
    /// The event id may be the smallest of the pattern's so far.
    let mayBeExample: Bool
  }

  /// Finds the pattern of a record; nil when there are too many.
  ///
  /// - Parameters:
  ///   - parts: of the pattern.
  ///   - eventID: of the record.
  ///   - role: is asked for at the first sight of the pattern.
  /// - Returns: the pattern.
  mutating func find(
    _ parts: PatternParts,
    eventID: UnsafeBufferPointer<UInt8>,
    role: () -> Role
  ) -> Found? {
    let packed = parts.packed
    let head = Self.head(eventID)
    var place = Self.hash(packed, parts.day) & mask
    while slots[place].parts != .max {
      let slot = slots[place]
      if slot.parts == packed, slot.day == parts.day {
        if head < slot.idHead { slots[place].idHead = head }
        return Found(
          number: slot.found.number,
          role: slot.found.role,
          isNew: false,
          mayBeExample: head <= slot.idHead
        )
      }
      place = (place + 1) & mask
    }
    guard patterns.count < LedgerRow.patternLimit, parts.isPackable else { return nil }
    let number = patterns.count
    let role = role()
    slots[place] = Slot(packed, day: parts.day, number: number, role: role, idHead: head)
    patterns.append(parts)
    if patterns.count * 3 > mask * 2 { grow() }
    return Found(number: number, role: role, isNew: true, mayBeExample: true)
  }

  /// No id is no example.
  private static func head(_ eventID: UnsafeBufferPointer<UInt8>) -> UInt16 {
    guard let first = eventID.first else { return .max }
    return UInt16(first) << 8 | UInt16(eventID.count > 1 ? eventID[1] : 0)
  }

  private mutating func grow() {
    let (old, count) = (slots, mask + 1)
    mask = count * 2 - 1
    slots = Self.emptySlots(count * 2)
    for index in 0..<count where old[index].parts != .max {
      var slot = Self.hash(old[index].parts, old[index].day) & mask
      while slots[slot].parts != .max { slot = (slot + 1) & mask }
      slots[slot] = old[index]
    }
    old.deallocate()
  }

  @inline(__always)
  private static func hash(_ packed: UInt64, _ day: UInt16) -> Int {
    let product = (packed ^ UInt64(day) << 9).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: (product.high ^ product.low) >> 1)
  }
}
