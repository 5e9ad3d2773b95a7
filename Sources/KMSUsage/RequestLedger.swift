import KMSModel

/// One KMS record in 16 bytes: enough to find its duplicates and copies wherever they lie, and to
/// fold it once they are gone.
struct LedgerRow: BitwiseCopyable {
  /// Hash of what makes it one request: `sharedEventID` if it has one, else `eventID`.
  var identity: UInt64
  /// Second of the day (17 bits), 8 bits of the hash of `eventID`, which tell a duplicate from a second
  /// copy, whether `identity` is of a `sharedEventID` (1), and the pattern, which is one of the day (38).
  private var packed: UInt64

  /// Bits of the identity, the highest, that tell a row's part.
  static let partBits: UInt64 = 6
  /// Patterns that a ledger can tell apart; no organization has so many.
  ///
  /// Variants of patterns count down from it.
  static let patternLimit = 1 << 29

  init(identity: UInt64, second: Int32, pattern: Int, isShared: Bool, eventHash: UInt64) {
    self.identity = identity
    packed =
      UInt64(pattern) << 26 | (isShared ? 1 << 25 : 0) | (eventHash & 0xFF) << 17 | UInt64(second)
  }

  /// Of the pattern's day.
  var second: Int32 { Int32(packed & (1 << 17 - 1)) }
  var eventHash: UInt8 { UInt8(truncatingIfNeeded: packed >> 17) }
  var isShared: Bool { packed >> 25 & 1 == 1 }
  var pattern: Int {
    get { Int(packed >> 26) }
    set { packed = packed & (1 << 26 - 1) | UInt64(newValue) << 26 }
  }
}

/// A second by its UTC day: what is folded is folded by day.
///
/// Times before 1970 or after 2106 count as the first or last moment.
struct DayTime {
  static let secondsOfDay = 86400

  /// Days since 1970-01-01.
  let day: UInt16
  let second: Int32

  @inline(__always)
  init(_ time: Timestamp) {
    let seconds = Int(UInt32(clamping: time.rawValue))
    day = UInt16(truncatingIfNeeded: seconds / Self.secondsOfDay)
    second = Int32(truncatingIfNeeded: seconds % Self.secondsOfDay)
  }
}

/// Every KMS record of one worker, split by identity so that copies of a request always meet in
/// the same part.
struct RequestLedger: ~Copyable {
  static let parts = 1 << LedgerRow.partBits

  private var arena = ChunkArena()
  private let lists: UnsafeMutablePointer<ChunkedList<LedgerRow>>

  init() {
    lists = .allocate(capacity: Self.parts)
    for part in 0..<Self.parts { (lists + part).initialize(to: ChunkedList()) }
  }

  deinit {
    lists.deinitialize(count: Self.parts)
    lists.deallocate()
  }

  mutating func append(_ row: LedgerRow) {
    lists[Int(row.identity >> (64 - LedgerRow.partBits))].append(row, &arena)
  }

  /// Where the ledger stands: to take back what a file added after it.
  struct Mark { fileprivate var counts: [Int] }

  var mark: Mark { Mark(counts: (0..<Self.parts).map { lists[$0].count }) }

  mutating func rollBack(to mark: Mark) {
    for part in 0..<Self.parts { lists[part].truncate(to: mark.counts[part]) }
  }

  /// Moves one part's rows to the end of `rows` and frees their memory.
  func drain(part: Int, into rows: inout [LedgerRow]) {
    lists[part].drain(into: &rows)
  }
}
