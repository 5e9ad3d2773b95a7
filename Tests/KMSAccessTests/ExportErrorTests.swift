import Foundation
import JSONScan
import KMSAccess
import KMSModel
import TestSupport
import Testing

/// A case of `fixtures/exports/errors.json`.
struct ExportErrorCase: Sendable {
  let path: String
  let text: String
  let code: String
  let element: String

  static let all: [ExportErrorCase] = {
    let path = Fixtures.root.appending(path: "exports/errors.json").path
    let cases = try? JSONValue(parsing: readText(path)).array
    return (cases ?? []).map { value in
      func text(_ name: String) -> String { value[name]?.string ?? "" }
      return ExportErrorCase(
        path: text("path"),
        text: text("text"),
        code: text("code"),
        element: text("element")
      )
    }
  }()

  var error: ExportError? {
    get throws {
      let value = try JSONValue(parsing: text)
      do throws(ExportError) {
        _ = try AccessExport(reading: value, fileName: path, time: Timestamp(0))
        return nil
      } catch {
        return error
      }
    }
  }
}

@Suite struct `What is no answer of the AWS CLI` {
  @Test(arguments: ExportErrorCase.all)
  func `is refused with a code, the place and what was expected`(
    example: ExportErrorCase
  ) throws {
    let error = try example.error
    #expect(error?.code.rawValue == example.code, "\(example)")
    #expect(error?.element == example.element, "\(example)")
    #expect(error?.description.isEmpty == false)
  }

  @Test func `every code has a case`() {
    #expect(Set(ExportErrorCase.all.map(\.code)) == Set(ExportError.Code.allCases.map(\.rawValue)))
  }

  /// What is read once is read again from the store, of which nothing but the subject is known.
  @Test(arguments: 1...40) func `whatever is changed in one, it is read as a whole or not at all`(
    seed: UInt64
  ) throws {
    var random = SplitMix(seed: seed)
    for (name, _) in `Reading answers of the AWS CLI`.answers {
      let path = Fixtures.root.appending(path: "exports/answers/\(name)").path
      let value = try JSONValue(parsing: readText(path)).changed(&random)
      guard
        let export = try? AccessExport(reading: value, fileName: path, time: Timestamp(0))
      else { continue }
      let subject = export.subject
      var place = ExportPlace()
      (place.command, place.account) = (subject.kind.rawValue, subject.account)
      (place.region, place.policyName) = (subject.region, subject.policyName)
      place.keyID = KeyARN(subject.keyARN)?.keyID ?? ""
      let again = try AccessExport(
        reading: JSONValue(parsing: value.compactText),
        place: place,
        source: export.source,
        time: export.time
      )
      #expect(again.subject == subject, "seed \(seed), \(name)")
    }
  }
}

extension JSONValue {
  /// With one value in it replaced or taken out.
  fileprivate func changed(_ random: inout SplitMix) -> JSONValue {
    if Int.random(in: 0..<4, using: &random) == 0 {
      let others: [JSONValue] = [
        .null, .bool(true), .number("1e400"), .string(""), .string("\u{0}\u{202E}'; rm"),
        .array([]), .object([]),
      ]
      return others[Int.random(in: others.indices, using: &random)]
    }
    switch self {
    case .array(var elements) where !elements.isEmpty:
      let place = Int.random(in: elements.indices, using: &random)
      elements[place] = elements[place].changed(&random)
      return .array(elements)
    case .object(var members) where !members.isEmpty:
      let place = Int.random(in: members.indices, using: &random)
      if Int.random(in: 0..<4, using: &random) == 0 {
        members.remove(at: place)
      } else {
        members[place].value = members[place].value.changed(&random)
      }
      return .object(members)
    default: return self
    }
  }
}
