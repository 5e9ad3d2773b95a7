import KMSModel

/// One KMS record in 16 bytes: enough to find its duplicates and copies wherever they lie, and to
/// fold it once they are gone.
struct LedgerRow: BitwiseCopyable {
  /// Hash of what makes it one request: `sharedEventID` if it has one, else `eventID`.
  var identity: UInt64
  /// Seconds since 1970 (32 bits), pattern (23), whether `identity` is of a `sharedEventID` (1),
  /// and 8 bits of the hash of `eventID`, which tell a duplicate from a second copy.
  private var packed: UInt64

  /// Bits of the identity, the highest, that tell a row's part.
  static let partBits: UInt64 = 6
  /// Patterns that a ledger can tell apart; no organization has so many.
  ///
  /// Variants of patterns count down from it.
  static let patternLimit = 1 << 23

  init(identity: UInt64, time: Timestamp, pattern: Int, isShared: Bool, eventHash: UInt64) {
    self.identity = identity
    let seconds = UInt64(UInt32(clamping: time.rawValue))
    packed =
      UInt64(pattern) << 41 | (isShared ? 1 << 40 : 0) | (eventHash & 0xFF) << 32 | seconds
  }

  var time: Int64 { Int64(packed & 0xFFFF_FFFF) }
  var eventHash: UInt8 { UInt8(truncatingIfNeeded: packed >> 32) }
  var isShared: Bool { packed >> 40 & 1 == 1 }
  var pattern: Int {
    get { Int(packed >> 41) }
    set { packed = packed & (1 << 41 - 1) | UInt64(newValue) << 41 }
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
