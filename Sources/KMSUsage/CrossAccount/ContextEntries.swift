import CloudTrail
import JSONScan

/// Entries of encryption contexts: what all of several have in common, as it stands in the records.
struct ContextEntries: Sendable {
  private struct Entry: Hashable, Sendable {
    let name: [UInt8]
    let value: [UInt8]
  }

  /// More than KMS takes are not looked at: nothing is then said to be in common.
  private static let most = 64

  private var entries: [Entry] = []

  /// The entries of a context; values that are no texts are left out.
  init(_ json: [UInt8]) {
    var text = ContextTokens(json)
    while let name = text.string() {
      guard let value = text.value() else { continue }
      entries.append(Entry(name: name, value: value))
    }
    if entries.count > Self.most { entries = [] }
  }

  var isEmpty: Bool { entries.isEmpty }

  mutating func meet(_ other: ContextEntries) {
    if !entries.isEmpty { entries.removeAll { !other.entries.contains($0) } }
  }

  /// Keeps what the context in a field of the event has too.
  mutating func meet(_ event: KMSEvent, _ field: KMSEvent.Field) {
    if entries.isEmpty { return }
    var (found, count): (UInt64, Int) = (0, 0)
    event.forEachContextEntry(of: field) { name, value in
      count += 1
      for place in entries.indices
      where value.isEqual(entries[place].value) && name.isEqual(entries[place].name) {
        found |= 1 << UInt64(place)
      }
    }
    if count > Self.most { found = 0 }
    if found.nonzeroBitCount < entries.count {
      entries = entries.indices.filter { found >> UInt64($0) & 1 == 1 }.map { entries[$0] }
    }
  }

  /// Compact JSON, by name; empty without entries.
  var text: [UInt8] {
    if entries.isEmpty { return [] }
    let sorted = Set(entries).sorted { left, right in
      left.name == right.name
        ? left.value.lexicographicallyPrecedes(right.value)
        : left.name.lexicographicallyPrecedes(right.name)
    }
    let quote = [UInt8(ascii: "\"")]
    let members = sorted.map { quote + $0.name + Array("\":\"".utf8) + $0.value + quote }
    return [UInt8(ascii: "{")] + members.joined(separator: [UInt8(ascii: ",")])
      + [UInt8(ascii: "}")]
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func isEqual(_ other: [UInt8]) -> Bool {
    count == other.count && other.withUnsafeBufferPointer { isEqual($0) }
  }
}

/// The strings of a flat JSON object that was framed before, so that its quotes pair.
private struct ContextTokens {
  private let json: [UInt8]
  private var place = 0

  init(_ json: [UInt8]) { self.json = json }

  /// The inside of the next string.
  mutating func string() -> [UInt8]? {
    while place < json.count, json[place] != UInt8(ascii: "\"") { place += 1 }
    let start = place + 1
    skipString()
    return place <= json.count && start < place ? Array(json[start..<(place - 1)]) : nil
  }

  /// The inside of the value behind a name; nil, and behind it, where it is no string.
  mutating func value() -> [UInt8]? {
    while place < json.count, json[place] != UInt8(ascii: ":") { place += 1 }
    place += 1
    while place < json.count, json[place] <= 0x20 { place += 1 }
    if place < json.count, json[place] == UInt8(ascii: "\"") { return string() }
    skipOther()
    return nil
  }

  /// Behind the string that begins here.
  private mutating func skipString() {
    place += 1
    while place < json.count, json[place] != UInt8(ascii: "\"") {
      place += json[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    place += 1
  }

  /// Behind a value that is no string, up to the comma or the end.
  private mutating func skipOther() {
    var depth = 0
    while place < json.count {
      switch json[place] {
      case UInt8(ascii: "\""):
        skipString()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ",") where depth == 0: return
      default: break
      }
      place += 1
    }
  }
}
