package import Foundation
package import Testing

/// Files that hold what a renderer must give, byte for byte, under `fixtures/golden`.
///
/// With `RECORD_GOLDEN=1` in the environment they are written anew, and the test fails so that
/// nobody takes a recording for a check.
package enum Golden {
  package static func expect(
    _ bytes: [UInt8],
    _ path: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = Fixtures.root.appending(path: "golden/\(path)")
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try Data(bytes).write(to: file)
      Issue.record("recorded \(path)", sourceLocation: sourceLocation)
    }
    let expected = [UInt8](try Data(contentsOf: file))
    guard bytes != expected else { return }
    let pair = zip(lines(bytes) + [""], lines(expected) + [""]).enumerated()
      .first { $0.element.0 != $0.element.1 }
    Issue.record(
      """
      \(path) differs from line \((pair?.offset ?? 0) + 1) on
      given:    \(pair?.element.0 ?? "more lines")
      expected: \(pair?.element.1 ?? "more lines")
      """,
      sourceLocation: sourceLocation
    )
  }

  private static func lines(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

/// The `fixtures` folder of the package.
package enum Fixtures {
  package static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "fixtures")
}
