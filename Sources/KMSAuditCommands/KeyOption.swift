import ArgumentParser

/// Which key, for questions on several; "" is all.
struct KeyOption: ParsableArguments {
  static let help: ArgumentHelp =
    "The key: ARN, id, an unambiguous beginning of either, or alias/NAME."

  @Option(help: help) var key = ""

  init() {}
}
