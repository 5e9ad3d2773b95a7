import ArgumentParser

/// What the developers of kmsaudit need beside it; not shipped.
@main
struct DevTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kmsaudit-dev",
    abstract: "Make trails with a known truth, and measure kmsaudit on them.",
    subcommands: [
      Bench.self, BenchYear.self, Generate.self, Measure.self, MeasureAccess.self,
      MeasureFindings.self,
    ]
  )
}
