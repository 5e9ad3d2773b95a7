import JSONScan
import KMSModel

/// A JSON object of an export, its members read as what is expected there.
///
/// null is what the CLI leaves out: no member.
struct ExportObject {
  private let place: String
  private let members: [String: JSONValue]

  init(_ value: JSONValue, at place: String) throws(ExportError) {
    guard let object = value.object else {
      throw ExportError(code: .wrongType, element: place, reason: "an object is expected")
    }
    self.place = place
    members = Dictionary(object.filter { $0.value != .null }.map { ($0.name, $0.value) }) {
      first,
      _ in first
    }
  }

  subscript(name: String) -> JSONValue? { members[name] }

  func error(_ code: ExportError.Code, _ name: String, _ reason: String) -> ExportError {
    ExportError(code: code, element: path(to: name), reason: reason)
  }

  private func path(to name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

  func missing(_ name: String) -> ExportError {
    error(.missingMember, name, "it is missing")
  }

  /// "" for a member that is not there.
  func optionalText(_ name: String) throws(ExportError) -> String {
    guard let value = members[name] else { return "" }
    guard let text = value.string else { throw error(.wrongType, name, "a text is expected") }
    return text
  }

  func text(_ name: String) throws(ExportError) -> String {
    let text = try optionalText(name)
    if text.isEmpty { throw missing(name) }
    return text
  }

  func flag(_ name: String) throws(ExportError) -> Bool? {
    guard let value = members[name] else { return nil }
    guard let flag = value.bool else {
      throw error(.wrongType, name, "true or false is expected")
    }
    return flag
  }

  func number(_ name: String) throws(ExportError) -> Double? {
    guard let value = members[name] else { return nil }
    guard case .number(let text) = value, let number = Double(text), number.isFinite else {
      throw error(.wrongType, name, "a number is expected")
    }
    return number
  }

  func time(_ name: String) throws(ExportError) -> Timestamp? {
    guard let value = members[name] else { return nil }
    guard let time = Timestamp(exported: value) else {
      throw error(.wrongValue, name, "a time like 2026-11-22T03:04:05+00:00 is expected")
    }
    return time
  }

  func object(_ name: String) throws(ExportError) -> ExportObject? {
    guard let value = members[name] else { return nil }
    return try ExportObject(value, at: path(to: name))
  }

  func objects(_ name: String) throws(ExportError) -> [ExportObject] {
    var objects: [ExportObject] = []
    for (index, element) in try elements(name).enumerated() {
      objects.append(try ExportObject(element, at: path(to: "\(name)[\(index)]")))
    }
    return objects
  }

  func texts(_ name: String) throws(ExportError) -> [String] {
    var texts: [String] = []
    for element in try elements(name) {
      guard let text = element.string else {
        throw error(.wrongType, name, "a list of texts is expected")
      }
      texts.append(text)
    }
    return texts
  }

  private func elements(_ name: String) throws(ExportError) -> [JSONValue] {
    guard let value = members[name] else { throw missing(name) }
    guard let elements = value.array else { throw error(.wrongType, name, "a list is expected") }
    return elements
  }
}

extension Array where Element: Hashable {
  /// Entries that stand twice count once: pages of an answer may overlap.
  ///
  /// - Throws: `contradiction` when two entries have an id but not their content in common.
  func distinct(_ list: String, by id: (Element) -> String) throws(ExportError) -> [Element] {
    var known: [String: Element] = [:]
    var result: [Element] = []
    for element in self {
      guard let other = known.updateValue(element, forKey: id(element)) else {
        result.append(element)
        continue
      }
      guard other == element else {
        throw ExportError(
          code: .contradiction,
          element: list,
          reason: "two entries say different things of \(id(element))"
        )
      }
    }
    return result
  }
}
