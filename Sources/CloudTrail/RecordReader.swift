import JSONScan
import KMSModel

/// How the records of a list are wrapped.
enum Envelope {
  /// The element is the record, or EventBridge's wrapper of it.
  case record
  /// The record stands as JSON text in a member: `CloudTrailEvent` of `lookup-events`, `message` of
  /// a CloudWatch Logs export.
  case text(member: StaticString)
}

/// From the bounds of a record to the sink: a record of another service is recognised without
/// looking at its fields, one of KMS is decoded.
final class RecordReader {
  private static let kmsSource: StaticString = "kms.amazonaws.com"
  /// As long as the other.
  private static let shareSource: StaticString = "ram.amazonaws.com"

  private let sink: any RecordSink
  private let event: KMSEvent
  private let inner: ScanBuffer
  private var unescaped: [UInt8] = []
  private let nesting: Int
  private var clock = EventClock()
  private let head = RecordHead()
  private let recipientName = Needle("\"recipientAccountId\":\"")
  /// Where the record begins whose head was read last.
  private var headOf: Int?

  init(sink: any RecordSink, buffer: ScanBuffer, nesting: Int) {
    self.sink = sink
    self.nesting = nesting
    event = KMSEvent(buffer: buffer)
    inner = ScanBuffer(capacity: 64 << 10, kernel: buffer.kernel)
  }

  /// Reads how the record at `open` begins, where it begins as usual.
  ///
  /// - Returns: the first byte behind what it read; what follows is of the record itself.
  func readHead(
    open: Int,
    before end: Int,
    in buffer: ScanBuffer,
    as envelope: Envelope
  ) -> Int? {
    guard case .record = envelope,
      head.read(open: open, before: end, nesting: nesting, in: buffer)
    else {
      headOf = nil
      return nil
    }
    headOf = open
    return head.end
  }

  /// Reads the record between two braces, whose head was asked for last, and gives it to the sink.
  ///
  /// - Throws: `ReadProblem` without a position when it cannot be used.
  func read(
    open: Int,
    close: Int,
    in buffer: ScanBuffer,
    as envelope: Envelope
  ) throws(ReadProblem) {
    if case .text(let member) = envelope {
      try readText(of: member, open, close, buffer)
      return
    }
    let isUsual = headOf == open
    if isUsual, readOther(open, close, buffer) { return }
    try decode(open, close, buffer, afterHead: isUsual, mayHoldDetail: true)
  }

  /// Reads a record whose head is plainly another service's, without looking at its other fields.
  ///
  /// - Returns: false when it must be decoded.
  private func readOther(_ open: Int, _ close: Int, _ buffer: ScanBuffer) -> Bool {
    let source = head.eventSource
    guard
      Int(source.length) != Self.kmsSource.utf8CodeUnitCount
        || !buffer.starts(Self.kmsSource, at: Int(source.start))
          && !buffer.starts(Self.shareSource, at: Int(source.start)),
      let account = buffer.recipient(recipientName, open: open, close: close),
      let time = clock.read(buffer.bytes(head.eventTime))
    else { return false }
    sink.receive(
      other: RecordHeader(
        time: time,
        account: buffer.bytes(account),
        region: buffer.bytes(head.awsRegion)
      )
    )
    return true
  }

  private func decode(
    _ open: Int,
    _ close: Int,
    _ buffer: ScanBuffer,
    afterHead: Bool = false,
    mayHoldDetail: Bool
  ) throws(ReadProblem) {
    let decoded: DecodedRecord
    do {
      if afterHead {
        decoded = try event.decode(open: open, close: close, after: head, in: buffer)
      } else {
        decoded = try event.decode(open: open, close: close, in: buffer)
      }
    } catch {
      throw ReadProblem("malformed-json", "not JSON at byte \(error.offset - open) of the record")
    }
    switch decoded {
    case .kms:
      try readTime()
      sink.receive(kms: event)
    case .other:
      try readTime()
      sink.receive(other: event.header)
    case .resourceShare:
      try readTime()
      sink.receive(resourceShare: event)
    case .notAnEvent(let detail):
      let start = Int(detail.start)
      guard mayHoldDetail, detail.length > 1, buffer.text[start] == UInt8(ascii: "{") else {
        throw ReadProblem("not-a-cloudtrail-record", "it has no eventSource")
      }
      try decode(start, start + Int(detail.length) - 1, buffer, mayHoldDetail: false)
    }
  }

  private func readTime() throws(ReadProblem) {
    guard let time = clock.read(event[.eventTime]) else {
      throw ReadProblem("bad-event-time", "eventTime is no time of the form 2026-11-22T03:04:05Z")
    }
    event.time = time
  }

  /// Unwraps the record from the text member of an element.
  private func readText(
    of member: StaticString,
    _ open: Int,
    _ close: Int,
    _ buffer: ScanBuffer
  ) throws(ReadProblem) {
    guard let raw = buffer.member(member, open: open, close: close) else {
      throw ReadProblem("not-a-cloudtrail-record", "it has no text in \(member)")
    }
    unescaped.removeAll(keepingCapacity: true)
    JSONString.unescape(raw, into: &unescaped)
    if inner.capacity < unescaped.count { inner.grow(to: unescaped.count, keeping: 0) }
    unescaped.withUnsafeBufferPointer { bytes in
      if let start = bytes.baseAddress { inner.text.update(from: start, count: bytes.count) }
    }
    inner.index(to: unescaped.count)
    let start = inner.skipSpace(from: 0, before: unescaped.count)
    guard start < unescaped.count, inner.text[start] == UInt8(ascii: "{") else {
      throw ReadProblem("not-a-cloudtrail-record", "\(member) holds no JSON object")
    }
    var tooDeep = false
    let end = inner.close(of: start, before: unescaped.count, nesting: nesting, tooDeep: &tooDeep)
    guard end < unescaped.count, !tooDeep else {
      throw ReadProblem("malformed-json", "\(member) holds a broken or too deep JSON object")
    }
    try decode(start, end, inner, mayHoldDetail: true)
  }
}
