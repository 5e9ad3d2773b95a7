import JSONScan

/// Finds the records in the text of a log file, whatever envelope holds them, told by content:
/// `{"Records":[…]}` with members in any order, a bare array, one event, lines of events,
/// `lookup-events` output, a CloudWatch Logs export.
///
/// A pushed machine: `consume` takes what the buffer holds and says how much of it is done with.
/// Framing looks at quotes and brackets alone, so a damaged record must not take others with it:
/// after a break the framer goes on at the next place that looks like the start of a record.
final class Framer {
  enum State {
    /// Between top-level values.
    case outside
    /// In a list of records; `inDocument` when an object holds it.
    case list(Envelope, inDocument: Bool)
    /// Behind a list, among the other members of its object.
    case document
  }

  let buffer: ScanBuffer
  let records: RecordReader
  let limits: ReadLimits
  let report: (ReadProblem) -> Void

  var state = State.outside
  /// Looking for the next record after a break.
  var isLost = false
  /// First member name of the file's records, with its quotes: what the start of one looks like.
  var firstName = Framer.usualFirstName
  /// Holds a first name that is not the usual one.
  private let otherName = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64)
  private var knowsFirstName = false
  var recordCount = 0
  /// False once the first byte shows that this is no log.
  private(set) var isLogFile = true
  /// A record or a list of them has begun.
  var foundAnything = false
  /// Offset in the stream of the buffer's first byte.
  var base = 0
  var end = 0
  var isLast = false

  static let usualFirstName = Needle("\"eventVersion\"")
  /// A record that has not ended after so many bytes is searched for the start of another one.
  static let suspiciousLength = 64 << 10

  init(
    buffer: ScanBuffer,
    records: RecordReader,
    limits: ReadLimits,
    report: @escaping (ReadProblem) -> Void
  ) {
    self.buffer = buffer
    self.records = records
    self.limits = limits
    self.report = report
  }

  deinit { otherName.deallocate() }

  func reset() {
    (state, isLost, firstName, knowsFirstName) = (.outside, false, Self.usualFirstName, false)
    (recordCount, foundAnything, isLogFile) = (0, false, true)
  }

  /// Whether the text so far ends where a log file may end.
  var isComplete: Bool {
    if case .outside = state { return !isLost }
    return false
  }

  /// Takes the indexed text `0..<end`; `base` is its place in the stream.
  ///
  /// - Returns: offset of the first byte that must be seen again, with more behind it.
  func consume(to end: Int, base: Int, isLast: Bool) -> Int {
    (self.end, self.base, self.isLast) = (end, base, isLast)
    var at = 0
    while at < end, isLogFile {
      guard let next = isLost ? resume(at) : step(at) else { return at }
      at = next
      // No start of a record in what is here: more bytes will tell.
      if isLost { break }
    }
    return min(at, end)
  }

  /// One step of the machine at `at`.
  ///
  /// - Returns: where the next one starts; nil when the buffer ends before it is clear.
  func step(_ start: Int) -> Int? {
    let at = buffer.skipSpace(from: start, before: end)
    guard at < end else { return end }
    switch state {
    case .outside: return topLevel(at)
    case .list(let envelope, let inDocument): return element(at, envelope, inDocument)
    case .document: return documentMember(at)
    }
  }

  func topLevel(_ at: Int) -> Int? {
    switch buffer.text[at] {
    case UInt8(ascii: "["):
      state = .list(.record, inDocument: false)
      foundAnything = true
      return at + 1
    case UInt8(ascii: "{"):
      return openDocument(at)
    case 0xEF where base + at == 0 && end >= 3 && buffer.starts("\u{FEFF}", at: at):
      return at + 3
    default:
      if foundAnything { return breakOff(at, "malformed-json", "neither { nor [ starts it") }
      isLogFile = false
      return nil
    }
  }

  // MARK: Lists of records

  func element(_ start: Int, _ envelope: Envelope, _ inDocument: Bool) -> Int? {
    var at = start
    if buffer.text[at] == UInt8(ascii: ",") {
      at = buffer.skipSpace(from: at + 1, before: end)
      guard at < end else { return end }
    }
    switch buffer.text[at] {
    case UInt8(ascii: "]"):
      state = inDocument ? .document : .outside
      return at + 1
    case UInt8(ascii: "{"):
      return listedRecord(at, envelope)
    default:
      return breakOff(at, "malformed-json", "it is no object")
    }
  }

  func listedRecord(_ open: Int, _ envelope: Envelope) -> Int? {
    var tooDeep = false
    let close = closeOfRecord(open, envelope, &tooDeep)
    guard close < end else { return incomplete(open) }
    switch delimiter(after: close) {
    case nil: return nil
    case false?: return breakOff(open, "malformed-json", "neither , nor ] follows it")
    case true?: return deliver(open, close, envelope, tooDeep)
    }
  }

  /// The brace that ends the record at `open`, or `end`; a usual head is read on the way.
  func closeOfRecord(_ open: Int, _ envelope: Envelope, _ tooDeep: inout Bool) -> Int {
    buffer.close(
      of: open,
      from: records.readHead(open: open, before: end, in: buffer, as: envelope),
      before: end,
      nesting: limits.nesting,
      tooDeep: &tooDeep
    )
  }

  /// Whether what follows an element may follow one; nil when the buffer ends before it is clear.
  ///
  /// A brace too many ends a record early: then a member follows the comma, not a record.
  @inline(__always)
  func delimiter(after close: Int) -> Bool? {
    let isUsual =
      close + 2 < end && buffer.text[close + 1] == UInt8(ascii: ",")
      && buffer.text[close + 2] == UInt8(ascii: "{")
    return isUsual ? true : unusualDelimiter(after: close)
  }

  private func unusualDelimiter(after close: Int) -> Bool? {
    let next = buffer.skipSpace(from: close + 1, before: end)
    guard next < end else { return isLast ? true : nil }
    if buffer.text[next] == UInt8(ascii: "]") { return true }
    guard buffer.text[next] == UInt8(ascii: ",") else { return false }
    let after = buffer.skipSpace(from: next + 1, before: end)
    guard after < end else { return isLast ? true : nil }
    guard buffer.text[after] == UInt8(ascii: "\"") else { return true }
    let colon = buffer.skipSpace(from: buffer.quote(from: after + 1, before: end) + 1, before: end)
    guard colon < end else { return isLast ? true : nil }
    return buffer.text[colon] != UInt8(ascii: ":")
  }

  func deliver(_ open: Int, _ close: Int, _ envelope: Envelope, _ tooDeep: Bool) -> Int {
    recordCount += 1
    foundAnything = true
    do throws(ReadProblem) {
      if close - open >= limits.recordBytes {
        throw ReadProblem("record-too-large", "it has \(close - open + 1) bytes")
      }
      if tooDeep {
        throw ReadProblem("nesting-too-deep", "it nests more than \(limits.nesting) levels")
      }
      try records.read(open: open, close: close, in: buffer, as: envelope)
      if !knowsFirstName { learnFirstName(open) }
      return close + 1
    } catch {
      reportRecord(error, at: open)
      // A record without its end has swallowed the ones behind it: they are read all the same.
      let next = findStart(from: open + 1)
      return next < close ? restart(at: next) : close + 1
    }
  }

  func learnFirstName(_ open: Int) {
    knowsFirstName = true
    let start = buffer.quote(from: open, before: end)
    let close = buffer.quote(from: start + 1, before: end)
    let length = close - start + 1
    guard close < end, length < otherName.count else { return }
    let name = UnsafeBufferPointer(start: buffer.text + start, count: length)
    if name.elementsEqual("\"eventVersion\"".utf8) { return }
    _ = otherName.update(fromContentsOf: name)
    firstName = Needle(UnsafeBufferPointer(rebasing: otherName[..<length]))
  }
}
