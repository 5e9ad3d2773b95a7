import ArgumentParser
import AuditReports

/// How many rows to show.
struct TopOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Show so many rows (default: 20 in a table, else all).", valueName: "n")
  )
  var top: Int?

  init() {}

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top is a number from 1 on.") }
  }

  func rows(_ format: ReportFormat, of all: Int, inTable count: Int = 20) -> Int {
    top ?? (format == .table ? count : all)
  }
}
