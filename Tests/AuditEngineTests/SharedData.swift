import Foundation
import JSONScan
import TestSupport
import Testing

/// Logs that others made: they are read where they stand beside the package and never copied into
/// it, so what is expected of them is told by places in the record.
enum SharedData {
  static let absent: Comment =
    "needs the example logs in ../shared/data, or in the folder that KMSAUDIT_SHARED_DATA names"

  private static let root =
    ProcessInfo.processInfo.environment["KMSAUDIT_SHARED_DATA"]
    ?? Fixtures.root.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data").path

  static func path(_ name: String) -> String { "\(root)/\(name)" }

  static func has(_ folder: String) -> Bool {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path(folder), isDirectory: &isFolder)
    return exists && isFolder.boolValue
  }

  /// Names of the JSON files in a folder, sorted.
  static func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder))
      .filter { $0.hasSuffix(".json") }.sorted()
  }

  static func json(_ file: String) throws -> JSONValue {
    try JSONValue(parsing: readText(path(file)))
  }
}

extension JSONValue {
  /// The value at a JSON pointer (RFC 6901) without escapes.
  func value(at pointer: String) -> JSONValue? {
    pointer.split(separator: "/").reduce(self) { value, step in
      Int(step).flatMap { value?[$0] } ?? value?[String(step)]
    }
  }

  /// The text at a JSON pointer.
  func text(at pointer: String) throws -> String {
    try #require(value(at: pointer)?.string, "no text at \(pointer)")
  }
}
