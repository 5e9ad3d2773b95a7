import JSONScan

/// Objects that are a record or hold a list of them.
extension Framer {
  private static let lists: [(name: StaticString, envelope: Envelope)] = [
    ("Records", .record), ("Events", .text(member: "CloudTrailEvent")),
    ("logEvents", .text(member: "message")),
  ]

  func openDocument(_ open: Int) -> Int? {
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
    let close = closeOfRecord(open, .record, &tooDeep)
    return deliver(open, min(close, at), .record, tooDeep)
  }

  private func enterList(_ envelope: Envelope, _ first: Int) -> Int {
    state = .list(envelope, inDocument: true)
    foundAnything = true
    return first
  }

  func documentMember(_ start: Int) -> Int? {
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
}
