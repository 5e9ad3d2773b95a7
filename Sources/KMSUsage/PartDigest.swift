/// What stands for a run of texts: two 64-bit hashes under keys that are new in every run.
///
/// Nobody who writes a log knows the keys, so nobody can craft two texts that are taken for one; by
/// chance it happens once in 2^100 runs. The digest decides nothing but what is looked up: no result
/// depends on the keys.
struct PartDigest: Equatable {
  private(set) var first: UInt64
  private(set) var second: UInt64

  /// Random words, one set a worker.
  struct Key {
    fileprivate let first = UInt64.random(in: .min ... .max)
    fileprivate let second = UInt64.random(in: .min ... .max)
  }

  init(_ key: Key) { (first, second) = (key.first, key.second) }

  /// Adds a text and where it ends: one behind the other is not the two as one.
  @inline(__always)
  mutating func add(bytes: UnsafeRawPointer?, count: Int, _ key: Key) {
    guard count > 0, let start = bytes else { return mix(0, 0, key) }
    if count <= 16 {
      let (low, high) = Self.words(start, upTo16: count)
      return mix(low ^ UInt64(truncatingIfNeeded: count) << 56, high, key)
    }
    var offset = 0
    while offset + 16 < count {
      mix(Self.word(start, offset), Self.word(start, offset + 8), key)
      offset += 16
    }
    // The last 16 bytes may overlap what was added before.
    mix(Self.word(start, count - 16), Self.word(start, count - 8), key)
    mix(UInt64(truncatingIfNeeded: count), 1, key)
  }

  @inline(__always)
  private mutating func mix(_ low: UInt64, _ high: UInt64, _ key: Key) {
    first = Self.fold(low ^ key.first, high ^ first)
    second = Self.fold(high ^ key.second, low ^ second)
  }

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  @inline(__always)
  private static func word(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  @inline(__always)
  static func words(_ start: UnsafeRawPointer, upTo16 count: Int) -> (UInt64, UInt64) {
    if count >= 8 { return (word(start, 0), word(start, count - 8)) }
    if count >= 4 {
      let low = start.loadUnaligned(as: UInt32.self)
      let high = start.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
      return (UInt64(low), UInt64(high))
    }
    let (first, middle, last) = (
      start.load(as: UInt8.self), start.load(fromByteOffset: count / 2, as: UInt8.self),
      start.load(fromByteOffset: count - 1, as: UInt8.self)
    )
    return (UInt64(first) << 16 | UInt64(middle) << 8 | UInt64(last), 0)
  }
}

/// Values by the digest of what they are made of, numbered in order of first sight.
struct PartTable<Part>: ~Copyable {
  private struct Slot {
    var digest: PartDigest
    /// -1 in a free slot.
    var number: Int32
  }

  private(set) var parts: [Part] = []
  private var slots: UnsafeMutablePointer<Slot>
  private var mask = 255

  init() { slots = Self.emptySlots(mask + 1) }

  deinit { slots.deallocate() }

  private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    let free = Slot(digest: PartDigest(PartDigest.Key()), number: -1)
    slots.initialize(repeating: free, count: count)
    return slots
  }

  subscript(number: Int32) -> Part { _read { yield parts[Int(number)] } }

  mutating func number(_ digest: PartDigest, make: () -> Part) -> Int32 {
    var slot = Int(truncatingIfNeeded: digest.first) & mask
    while slots[slot].number >= 0 {
      if slots[slot].digest == digest { return slots[slot].number }
      slot = (slot + 1) & mask
    }
    let number = Int32(parts.count)
    slots[slot] = Slot(digest: digest, number: number)
    parts.append(make())
    if parts.count * 2 > mask { grow() }
    return number
  }

  private mutating func grow() {
    let (old, count) = (slots, mask + 1)
    mask = count * 2 - 1
    slots = Self.emptySlots(count * 2)
    for index in 0..<count where old[index].number >= 0 {
      var slot = Int(truncatingIfNeeded: old[index].digest.first) & mask
      while slots[slot].number >= 0 { slot = (slot + 1) & mask }
      slots[slot] = old[index]
    }
    old.deallocate()
  }
}
