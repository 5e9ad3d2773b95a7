import CScanKernels
import JSONScan
import KMSModel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The members that CloudTrail writes first, in its own order.
struct RecordHead {
  var time: Int
  var source: Range<Int>
  var region: Range<Int>
}

extension ScanBuffer {
  private static let recipient = Needle("\"recipientAccountId\":\"")

  /// Reads a record that begins as CloudTrail writes it: compact, `eventVersion`, `userIdentity`,
  /// `eventTime`, `eventSource`, `eventName`, `awsRegion`.
  ///
  /// - Returns: nil for a record of another form: it must be read member by member.
  func head(open: Int, close: Int) -> RecordHead? {
    var at = open
    guard take("{\"eventVersion\":\"", &at), takeText(&at, close) != nil,
      take("\",\"userIdentity\":", &at), takeObject(&at, close),
      take(",\"eventTime\":\"", &at), let time = takeText(&at, close), time.count == 20,
      take("\",\"eventSource\":\"", &at), let source = takeText(&at, close),
      take("\",\"eventName\":\"", &at), takeText(&at, close) != nil,
      take("\",\"awsRegion\":\"", &at), let region = takeText(&at, close), at < close
    else { return nil }
    return RecordHead(time: time.lowerBound, source: source, region: region)
  }

  @inline(__always)
  private func take(_ wanted: StaticString, _ at: inout Int) -> Bool {
    guard starts(wanted, at: at) else { return false }
    at += wanted.utf8CodeUnitCount
    return true
  }

  @inline(__always)
  private func takeText(_ at: inout Int, _ end: Int) -> Range<Int>? {
    let start = at
    at = quote(from: at, before: end)
    return at < end ? start..<at : nil
  }

  @inline(__always)
  private func takeObject(_ at: inout Int, _ end: Int) -> Bool {
    guard text[at] == UInt8(ascii: "{") else { return false }
    var tooDeep = false
    at = close(of: at, before: end, nesting: .max, tooDeep: &tooDeep) + 1
    return at <= end
  }

  /// The account whose trail a record stands in: its last `recipientAccountId`, by its name alone.
  ///
  /// CloudTrail writes it near the end: only short members follow it, and as a rule few.
  ///
  /// An escaped quote keeps a text inside the record from looking like a member.
  func recipient(open: Int, close: Int) -> UnsafeBufferPointer<UInt8>? {
    lastRecipient(max(open, close - 256), close) ?? lastRecipient(max(open, close - 1024), close)
  }

  private func lastRecipient(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8>? {
    var last: UnsafeBufferPointer<UInt8>?
    var from = start
    while true {
      let first = find(Self.recipient, from: from, before: end) + Self.recipient.count
      let quote = first < end ? quote(from: first, before: end) : end
      guard quote < end else { return last }
      last = UnsafeBufferPointer(start: text + first, count: quote - first)
      from = quote
    }
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
