import ArgumentParser
import CloudTrail

/// Which logs to read, and which part of them.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read also the paths that this file lists, one a line; - is standard input.",
      valueName: "file"
    ),
    completion: .file()
  )
  var filesFrom: String?

  @OptionGroup(title: "Scope") var scope: ScopeOptions

  init() {}

  /// The checked selection.
  ///
  /// - Parameter paths: The paths of the command line.
  /// - Returns: The paths and the scope.
  /// - Throws: `ValidationError` for a wrong scope, an unreadable list or standard input asked for
  ///   twice.
  func selection(of paths: [String]) throws -> InputSelection {
    let scope = try scope.checked()
    let listed = try filesFrom.map(PathList.read) ?? []
    let all = paths + listed
    guard all.filter({ $0 == "-" }).count + (filesFrom == "-" ? 1 : 0) <= 1 else {
      throw ValidationError("Standard input (-) can be read only once.")
    }
    return InputSelection(paths: all, scope: scope)
  }
}
