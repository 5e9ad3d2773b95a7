import CScanKernels
import JSONScan
import KMSModel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The members that CloudTrail writes first, in its own order.
///
/// One a worker, overwritten by each record.
struct RecordHead: ~Copyable {
  private static let form = Form([
    .object("{\"eventVersion\":\"\0\0\0\0\",\"userIdentity\":"),
    .text(
      ",\"eventTime\":\"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\",\"eventSource\":\""
    ), .text("\",\"eventName\":\""), .text("\",\"awsRegion\":\""),
  ])
  private let form = Self.form
  /// One for each step.
  private let values = UnsafeMutablePointer<TextSpan>.allocate(capacity: 4)

  deinit { values.deallocate() }

  var userIdentity: TextSpan { values[0] }
  var eventTime: TextSpan {
    TextSpan(start: userIdentity.start + userIdentity.length + 14, length: 20)
  }
  var eventSource: TextSpan { values[1] }
  var eventName: TextSpan { values[2] }
  var awsRegion: TextSpan { values[3] }
  /// The first byte behind it.
  var end: Int { Int(awsRegion.start + awsRegion.length) + 1 }

  /// Reads a record that begins as CloudTrail writes it: compact, `eventVersion`, `userIdentity`,
  /// `eventTime`, `eventSource`, `eventName`, `awsRegion`.
  ///
  /// - Returns: false for a record of another form: it must be read member by member.
  func read(open: Int, before end: Int, nesting: Int, in buffer: ScanBuffer) -> Bool {
    buffer.read(open: open, before: end, nesting: nesting - 1, form, into: values)
  }
}

extension ScanBuffer {
  /// The account whose trail a record stands in: its last `recipientAccountId`, by its name alone.
  ///
  /// CloudTrail writes it near the end: only short members follow it, and as a rule few.
  ///
  /// An escaped quote keeps a text inside the record from looking like a member.
  ///
  /// The reader keeps the name with what stands around it: a static one would cost every record a
  /// look whether it is made.
  func recipient(_ name: Needle, open: Int, close: Int) -> TextSpan? {
    let place = findLast(name, from: max(open, close - 1024), before: close)
    guard place < close else { return nil }
    let start = place + name.count
    let end = quote(from: start, before: close)
    return end < close ? TextSpan(start: Int32(start), length: Int32(end - start)) : nil
  }

  /// Words of eight bytes, the last of which may overlap the one before: a call of `memcmp` costs
  /// more than that.
  @inline(__always)
  func starts(_ wanted: StaticString, at offset: Int) -> Bool {
    let (left, right) = (UnsafeRawPointer(text + offset), UnsafeRawPointer(wanted.utf8Start))
    let count = wanted.utf8CodeUnitCount
    guard count >= 8 else { return memcmp(left, right, count) == 0 }
    var at = 0
    while at < count {
      let place = min(at, count - 8)
      let isEqual =
        left.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        == right.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      if !isEqual { return false }
      at += 8
    }
    return true
  }

  /// The inside of a text member of the object between two braces.
  func member(_ name: StaticString, open: Int, close: Int) -> UnsafeBufferPointer<UInt8>? {
    guard let count = try? listMembers(open: open, close: close) else { return nil }
    for index in 0..<count {
      let member = members[index]
      guard Int(member.key_length) == name.utf8CodeUnitCount,
        starts(name, at: Int(member.key)), text[Int(member.value)] == UInt8(ascii: "\"")
      else { continue }
      return UnsafeBufferPointer(
        start: text + Int(member.value) + 1,
        count: Int(member.value_length) - 2
      )
    }
    return nil
  }

  func skipSpace(from start: Int, before end: Int) -> Int {
    var at = start
    while at < end, text[at] == 0x20 || text[at] == 0x0A || text[at] == 0x0D || text[at] == 0x09 {
      at += 1
    }
    return at
  }
}
