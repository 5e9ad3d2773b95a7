#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Gives each distinct run of bytes a small number, in order of first sight.
///
/// Open addressing over hashes; a match is always compared byte by byte, so that no crafted
/// collision can join what differs.
struct ByteInterner: ~Copyable {
  private struct Entry {
    /// Half of the hash tells most apart; the bytes tell the rest.
    var hash: UInt32
    var start: UInt32
    var length: Int32
    /// -1 in a free slot.
    var number: Int32
  }

  private var table: UnsafeMutablePointer<Entry>
  private var mask: Int
  private var arena: UnsafeMutablePointer<UInt8>
  private var arenaCapacity = 64 << 10
  private var arenaUsed = 0
  private(set) var count = 0

  init() {
    mask = 1023
    table = Self.emptyTable(mask + 1)
    arena = .allocate(capacity: arenaCapacity)
  }

  deinit {
    table.deallocate()
    arena.deallocate()
  }

  private static func emptyTable(_ size: Int) -> UnsafeMutablePointer<Entry> {
    let table = UnsafeMutablePointer<Entry>.allocate(capacity: size)
    table.initialize(repeating: Entry(hash: 0, start: 0, length: 0, number: -1), count: size)
    return table
  }

  /// The number of these bytes, of which there is at least one, and whether they were seen for the first time.
  mutating func intern(_ run: UnsafeBufferPointer<UInt8>) -> (Int, isNew: Bool) {
    guard let bytes = run.baseAddress else { preconditionFailure("nothing to intern") }
    let length = run.count
    let hash = UInt32(
      truncatingIfNeeded: Fingerprint.of(UnsafeRawPointer(bytes), count: length)
    )
    var slot = Int(truncatingIfNeeded: hash) & mask
    while table[slot].number >= 0 {
      let entry = table[slot]
      if entry.hash == hash, Int(entry.length) == length,
        memcmp(arena + Int(entry.start), bytes, length) == 0
      {
        return (Int(entry.number), false)
      }
      slot = (slot + 1) & mask
    }
    table[slot] = Entry(
      hash: hash,
      start: UInt32(store(bytes, length)),
      length: Int32(length),
      number: Int32(count)
    )
    count += 1
    if count * 2 > mask { growTable() }
    return (count - 1, true)
  }

  private mutating func store(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> Int {
    if arenaUsed + length > arenaCapacity {
      arenaCapacity = max(arenaCapacity * 2, arenaUsed + length)
      let wider = UnsafeMutablePointer<UInt8>.allocate(capacity: arenaCapacity)
      wider.update(from: arena, count: arenaUsed)
      arena.deallocate()
      arena = wider
    }
    (arena + arenaUsed).update(from: bytes, count: length)
    defer { arenaUsed += length }
    return arenaUsed
  }

  private mutating func growTable() {
    let old = table
    let oldSize = mask + 1
    mask = oldSize * 2 - 1
    table = Self.emptyTable(oldSize * 2)
    for index in 0..<oldSize where old[index].number >= 0 {
      var slot = Int(truncatingIfNeeded: old[index].hash) & mask
      while table[slot].number >= 0 { slot = (slot + 1) & mask }
      table[slot] = old[index]
    }
    old.deallocate()
  }
}
