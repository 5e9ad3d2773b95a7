import KMSModel

/// One KMS record in 16 bytes: enough to find its duplicates and copies wherever they lie, and to
/// fold it once they are gone.
struct LedgerRow: BitwiseCopyable, Equatable {
  /// Hash of what makes it one request: `sharedEventID` if it has one, else `eventID`.
  var identity: UInt64
  /// Second of the day (17 bits), 8 bits of the hash of `eventID`, which tell a duplicate from a second
  /// copy, whether `identity` is of a `sharedEventID` (1), the pattern, which is one of the day (37),
  /// and whether the row is settled (1).
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
    get { Int((packed << 1) >> 27) }
    set { packed = packed & (1 << 26 - 1 | 1 << 63) | UInt64(newValue) << 26 }
  }
  /// Counted in an earlier scan for good: it only keeps its copies from being counted again.
  var isSettled: Bool {
    get { packed >> 63 == 1 }
    set { packed = (packed << 1) >> 1 | (newValue ? 1 << 63 : 0) }
  }
}

extension LedgerRow {
  static let bytes = 16

  /// What `append(to:)` wrote, at an offset in bytes.
  init(_ archive: [UInt8], at offset: Int) {
    (identity, packed) = archive.withUnsafeBytes { bytes in
      (
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
      )
    }
  }

  func append(to archive: inout [UInt64]) {
    archive.append(identity.littleEndian)
    archive.append(packed.littleEndian)
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

extension UInt16 {
  /// Of a day: seconds since 1970 at its begin.
  var midnight: Int64 { Int64(self) * Int64(DayTime.secondsOfDay) }
}
