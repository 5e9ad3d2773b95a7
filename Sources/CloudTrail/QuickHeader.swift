import CScanKernels
import JSONScan
import KMSModel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

extension ScanBuffer {
  /// Bytes at the end of a record in which CloudTrail writes `recipientAccountId` when the record
  /// has it: only short members follow it.
  private static var tail: Int { 512 }

  /// Time, Region and account of a record in CloudTrail's own member order, found by their names
  /// alone.
  ///
  /// An escaped quote keeps a text inside the record from looking like a member.
  ///
  /// - Returns: nil for a record of another form: it must be read member by member.
  func quickHeader(open: Int, close: Int) -> RecordHeader? {
    guard starts("{\"eventVersion\":\"", at: open) else { return nil }
    let timeName: StaticString = "\"eventTime\":\""
    let timeAt = find(timeName, from: open, before: close) + timeName.utf8CodeUnitCount
    guard timeAt + 20 < close, text[timeAt + 20] == UInt8(ascii: "\""),
      let time = Timestamp(UnsafeBufferPointer(start: text + timeAt, count: 20)),
      let region = textMember("\"awsRegion\":\"", from: timeAt + 20, before: close),
      let account = lastTextMember("\"recipientAccountId\":\"", from: timeAt + 20, before: close)
    else { return nil }
    return RecordHeader(time: time, account: account, region: region)
  }

  func starts(_ wanted: StaticString, at offset: Int) -> Bool {
    memcmp(text + offset, wanted.utf8Start, wanted.utf8CodeUnitCount) == 0
  }

  private func textMember(
    _ name: StaticString,
    from start: Int,
    before end: Int
  ) -> UnsafeBufferPointer<UInt8>? {
    let place = find(name, from: start, before: end)
    guard place < end else { return nil }
    let value = place + name.utf8CodeUnitCount
    let close = quote(from: value, before: end)
    guard close < end else { return nil }
    return UnsafeBufferPointer(start: text + value, count: close - value)
  }

  private func lastTextMember(
    _ name: StaticString,
    from start: Int,
    before end: Int
  ) -> UnsafeBufferPointer<UInt8>? {
    var from = max(start, end - Self.tail)
    var last: UnsafeBufferPointer<UInt8>?
    while let found = textMember(name, from: from, before: end), let first = found.baseAddress {
      last = found
      from = first - UnsafePointer(text) + found.count
    }
    return last
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
