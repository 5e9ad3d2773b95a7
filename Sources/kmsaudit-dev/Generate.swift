import ArgumentParser
import TrailGenerator

struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make an organization trail and the truth of what is planted in it.",
    discussion: """
      Writes OUT/trail (log files in CloudTrail's layout) and OUT/truth (the report files that an \
      audit of it must lead to); with the rare forms also OUT/exports (answers of the AWS CLI) and \
      OUT/truth-with-exports (the report files once these are imported with --as-of \
      2026-11-22T23:00:00Z). The same options give the same bytes.
      """
  )

  @Option(help: "What makes this trail another one.") var seed: UInt64 = 1
  @Option(help: "Megabytes of uncompressed records, roughly.") var megabytes = 50
  @Option(help: "Part of the records that are KMS's.") var kmsShare = 0.2
  @Option(help: "Days over which the records are spread.") var days = 1
  @Option(help: "Make so many tiny files instead of sizes as they occur.") var tinyFiles: Int?
  @Flag(help: "One file holds two fifths of the bytes.") var uneven = false
  @Flag(help: "No rare forms and no damaged files.") var clean = false
  @Option(help: "The folder to write into.") var out: String

  func run() throws {
    var options = TrailOptions()
    options.seed = seed
    options.bytes = megabytes << 20
    options.kmsShare = kmsShare
    options.days = days
    options.tinyFiles = tinyFiles
    options.isUneven = uneven
    options.hasScenario = !clean
    try TrailGenerator(options).write(to: out)
  }
}
