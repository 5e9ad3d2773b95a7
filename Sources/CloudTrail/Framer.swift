import JSONScan

/// Finds the records in the text of a log file, whatever envelope holds them, told by content:
/// `{"Records":[…]}` with members in any order, a bare array, one event, lines of events,
/// `lookup-events` output, a CloudWatch Logs export.
///
/// A pushed machine: `consume` takes what the buffer holds and says how much of it is done with.
/// Framing looks at quotes and brackets alone, so a damaged record must not take others with it:
/// after a break the framer goes on at the next place that looks like the start of a record.
final class Framer {
  private enum State {
    /// Between top-level values.
    case outside
    /// In a list of records; `inDocument` when an object holds it.
    case list(Envelope, inDocument: Bool)
    /// Behind a list, among the other members of its object.
    case document
  }

  private let buffer: ScanBuffer
  private let records: RecordReader
  private let limits: ReadLimits
  private let report: (ReadProblem) -> Void

  private var state = State.outside
  /// Looking for the next record after a break.
  private var isLost = false
  /// First member name of the file's records, with its quotes: what the start of one looks like.
  private var firstName = Framer.usualFirstName
  /// Holds a first name that is not the usual one.
  private let otherName = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64)
  private var knowsFirstName = false
  private(set) var recordCount = 0
  /// False once the first byte shows that this is no log.
  private(set) var isLogFile = true
  /// A record or a list of them has begun.
  private(set) var foundAnything = false
  /// Offset in the stream of the buffer's first byte.
  private var base = 0
  private var end = 0
  private var isLast = false

  private static let usualFirstName = Needle("\"eventVersion\"")
  /// A record that has not ended after so many bytes is searched for the start of another one.
  private static let suspiciousLength = 64 << 10

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
  private func step(_ start: Int) -> Int? {
    let at = buffer.skipSpace(from: start, before: end)
    guard at < end else { return end }
    switch state {
    case .outside: return topLevel(at)
    case .list(let envelope, let inDocument): return element(at, envelope, inDocument)
    case .document: return documentMember(at)
    }
  }

  private func topLevel(_ at: Int) -> Int? {
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

  private func element(_ start: Int, _ envelope: Envelope, _ inDocument: Bool) -> Int? {
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

  private func listedRecord(_ open: Int, _ envelope: Envelope) -> Int? {
    var tooDeep = false
    let close = buffer.close(of: open, before: end, nesting: limits.nesting, tooDeep: &tooDeep)
    guard close < end else { return incomplete(open) }
    switch delimiter(after: close) {
    case nil: return nil
    case false?: return breakOff(open, "malformed-json", "neither , nor ] follows it")
    case true?: return deliver(open, close, envelope, tooDeep)
    }
  }

  /// Whether what follows an element may follow one; nil when the buffer ends before it is clear.
  ///
  /// A brace too many ends a record early: then a member follows the comma, not a record.
  private func delimiter(after close: Int) -> Bool? {
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

  private func deliver(_ open: Int, _ close: Int, _ envelope: Envelope, _ tooDeep: Bool) -> Int {
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
      learnFirstName(open)
      return close + 1
    } catch {
      reportRecord(error, at: open)
      // A record without its end has swallowed the ones behind it: they are read all the same.
      let next = findStart(from: open + 1)
      return next < close ? restart(at: next) : close + 1
    }
  }

  private func learnFirstName(_ open: Int) {
    guard !knowsFirstName else { return }
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

  // MARK: Objects that are a record or hold a list of them

  private static let lists: [(name: StaticString, envelope: Envelope)] = [
    ("Records", .record), ("Events", .text(member: "CloudTrailEvent")),
    ("logEvents", .text(member: "message")),
  ]

  private func openDocument(_ open: Int) -> Int? {
    var at = buffer.skipSpace(from: open + 1, before: end)
    while at < end, buffer.text[at] != UInt8(ascii: "}") {
      switch member(at) {
      case .incomplete: return incomplete(open)
      case .broken: return breakOff(open, "malformed-json", "not JSON at byte \(at - open) of it")
      case .list(let envelope, let first): return enterList(envelope, first)
      case .value(let next): at = next
      }
    }
    guard at < end else { return incomplete(open) }
    var tooDeep = false
    let close = buffer.close(of: open, before: end, nesting: limits.nesting, tooDeep: &tooDeep)
    return deliver(open, min(close, at), .record, tooDeep)
  }

  private func enterList(_ envelope: Envelope, _ first: Int) -> Int {
    state = .list(envelope, inDocument: true)
    foundAnything = true
    return first
  }

  private func documentMember(_ start: Int) -> Int? {
    var at = start
    if buffer.text[at] == UInt8(ascii: "}") {
      state = .outside
      return at + 1
    }
    if buffer.text[at] == UInt8(ascii: ",") { at = buffer.skipSpace(from: at + 1, before: end) }
    switch member(at) {
    case .incomplete: return incomplete(start)
    case .broken: return breakOff(start, "malformed-json", "no member stands behind the list")
    case .list(let envelope, let first): return enterList(envelope, first)
    case .value(let next): return next
    }
  }

  private enum Member {
    case list(Envelope, first: Int)
    /// Past the value and the comma behind it.
    case value(next: Int)
    case incomplete
    case broken
  }

  /// Walks over one member of an object, or up to the first element of a list of records.
  private func member(_ start: Int) -> Member {
    guard start < end else { return .incomplete }
    guard buffer.text[start] == UInt8(ascii: "\"") else { return .broken }
    let nameEnd = buffer.quote(from: start + 1, before: end)
    let colon = buffer.skipSpace(from: nameEnd + 1, before: end)
    guard colon < end else { return .incomplete }
    guard buffer.text[colon] == UInt8(ascii: ":") else { return .broken }
    let value = buffer.skipSpace(from: colon + 1, before: end)
    guard value < end else { return .incomplete }
    if buffer.text[value] == UInt8(ascii: "["),
      let list = Self.lists.first(where: {
        $0.name.utf8CodeUnitCount == nameEnd - start - 1 && buffer.starts($0.name, at: start + 1)
      })
    {
      return .list(list.envelope, first: value + 1)
    }
    let next = buffer.skipSpace(from: valueEnd(value), before: end)
    guard next < end else { return .incomplete }
    switch buffer.text[next] {
    case UInt8(ascii: ","): return .value(next: buffer.skipSpace(from: next + 1, before: end))
    case UInt8(ascii: "}"): return .value(next: next)
    default: return .broken
    }
  }

  private func valueEnd(_ value: Int) -> Int {
    var ignored = false
    switch buffer.text[value] {
    case UInt8(ascii: "\""):
      return buffer.quote(from: value + 1, before: end) + 1
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      return buffer.close(of: value, before: end, nesting: .max, tooDeep: &ignored) + 1
    default:
      var at = value
      while at < end, !",}] \n\r\t".utf8.contains(buffer.text[at]) { at += 1 }
      return at
    }
  }

  // MARK: Breaks

  /// The value at `at` does not end in the buffer: is it cut off, too large, or has it lost its
  /// end? nil: more bytes will tell.
  private func incomplete(_ at: Int) -> Int? {
    let length = end - at
    if isLast || length > Self.suspiciousLength {
      let next = findStart(from: at + 1)
      if next < end {
        recordCount += 1
        reportRecord(
          ReadProblem("malformed-json", "it does not end before the next record starts"),
          at: at
        )
        return restart(at: next)
      }
    }
    guard length > limits.recordBytes else { return nil }
    return breakOff(at, "record-too-large", "it has more than \(limits.recordBytes) bytes")
  }

  private func reportRecord(_ problem: ReadProblem, at offset: Int) {
    var problem = problem
    problem.record = recordCount
    problem.byte = base + offset
    report(problem)
  }

  private func breakOff(_ at: Int, _ code: String, _ reason: String) -> Int {
    recordCount += 1
    foundAnything = true
    reportRecord(ReadProblem(code, reason), at: at)
    return resume(at + 1)
  }

  /// Goes on at the next start of a record, or drops what cannot hold one.
  private func resume(_ at: Int) -> Int {
    let next = findStart(from: at)
    isLost = next >= end
    if !isLost { return restart(at: next) }
    // The start may be cut by the buffer's end: a name and the space before it stay.
    return isLast ? end : max(at, end - 256)
  }

  private func restart(at next: Int) -> Int {
    buffer.index(from: next, to: end)
    return next
  }

  /// The next brace behind a comma, a bracket or a line end, with the first member name of this
  /// file's records behind it; `end` if there is none.
  ///
  /// Such a name cannot stand inside a text, where its quotes are escaped.
  private func findStart(from start: Int) -> Int {
    var from = start
    while true {
      let name = buffer.find(firstName, from: from, before: end)
      guard name < end else { return end }
      let brace = lastNonSpace(before: name, from: start)
      if brace.offset >= start, buffer.text[brace.offset] == UInt8(ascii: "{") {
        let before = lastNonSpace(before: brace.offset, from: 0)
        if before.sawLineEnd || before.offset < 0
          || ",[".utf8.contains(buffer.text[before.offset])
        {
          return brace.offset
        }
      }
      from = name + 1
    }
  }

  private func lastNonSpace(before offset: Int, from start: Int) -> (offset: Int, sawLineEnd: Bool)
  {
    var at = offset - 1
    var sawLineEnd = false
    while at >= start, buffer.skipSpace(from: at, before: at + 1) > at {
      if buffer.text[at] == 0x0A { sawLineEnd = true }
      at -= 1
    }
    return (at, sawLineEnd)
  }
}
