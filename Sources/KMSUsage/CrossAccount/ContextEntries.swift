import CloudTrail
import JSONScan

/// Entries of encryption contexts: what all of several have in common.
struct ContextEntries: Sendable {
  private struct Entry: Sendable {
    var name: String
    var value: String
  }

  private var entries: [Entry]

  /// The entries of a context's JSON text; values that are no texts are left out.
  init(_ text: String) {
    let members = (try? JSONValue(parsing: text))?.object ?? []
    entries = members.compactMap { member in
      member.value.string.map { Entry(name: member.name, value: $0) }
    }
  }

  var isEmpty: Bool { entries.isEmpty }

  mutating func meet(_ other: ContextEntries) {
    entries.removeAll { one in
      !other.entries.contains { $0.name.isSame(as: one.name) && $0.value.isSame(as: one.value) }
    }
  }

  /// Keeps what the context in a field of the event has too.
  mutating func meet(_ event: KMSEvent, _ field: KMSEvent.Field) {
    if entries.isEmpty { return }
    var found = [Bool](repeating: false, count: entries.count)
    event.forEachContextEntry(of: field) { name, value in
      for place in entries.indices
      where name.isWritten(as: entries[place].name) && value.isWritten(as: entries[place].value) {
        found[place] = true
      }
    }
    if found.contains(false) {
      entries = zip(entries, found).filter(\.1).map(\.0)
    }
  }

  /// Compact JSON, by name; "" without entries.
  var text: String {
    if entries.isEmpty { return "" }
    let sorted = entries.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
    return JSONValue.object(sorted.map { JSONMember(name: $0.name, value: .string($0.value)) })
      .compactText
  }
}

extension String {
  fileprivate func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
