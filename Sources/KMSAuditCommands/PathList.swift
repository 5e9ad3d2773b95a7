import ArgumentParser
import CloudTrail

/// The file of `--files-from`.
enum PathList {
  /// The paths listed in `file`, one a line; empty lines are left out.
  ///
  /// - Throws: `ValidationError` when the list cannot be read or is not UTF-8.
  static func read(_ file: String) throws -> [String] {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try WholeFile.bytes(of: file)
    } catch {
      throw ValidationError("--files-from: cannot read '\(file)': \(error.reason).")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ValidationError("--files-from: '\(file)' is not UTF-8.")
    }
    return paths(in: text)
  }

  /// Lines end in LF or CR LF; a path may hold spaces.
  static func paths(in text: String) -> [String] {
    text.split { $0 == "\n" || $0 == "\r\n" }.map(String.init)
  }
}
