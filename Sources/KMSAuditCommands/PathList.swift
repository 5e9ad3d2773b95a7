import ArgumentParser
import FoundationEssentials

/// The file of `--files-from`.
enum PathList {
  /// The paths listed in `file`, one a line; empty lines are left out.
  ///
  /// - Throws: `ValidationError` when the list cannot be read or is not UTF-8.
  static func read(_ file: String) throws -> [String] {
    let source = file == "-" ? "/dev/stdin" : file
    guard let data = try? Data(contentsOf: URL(filePath: source)) else {
      throw ValidationError("--files-from: cannot read '\(file)'.")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ValidationError("--files-from: '\(file)' is not UTF-8.")
    }
    return paths(in: text)
  }

  /// Lines end in LF or CR LF; a path may hold spaces.
  static func paths(in text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map(String.init)
  }
}
