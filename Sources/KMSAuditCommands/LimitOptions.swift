import ArgumentParser
import CloudTrail

/// What a file may cost before it is stopped and reported.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Largest record, such as 8MiB.", valueName: "size"))
  var maxRecordSize = ByteSize(bytes: ReadLimits().recordBytes)

  @Option(help: ArgumentHelp("Deepest nesting of a record's JSON.", valueName: "n"))
  var maxNesting = ReadLimits().nesting

  @Option(
    help: ArgumentHelp("Most uncompressed bytes of a file, such as 64GiB.", valueName: "size")
  )
  var maxFileSize = ByteSize(bytes: ReadLimits().fileBytes)

  @Option(
    help: ArgumentHelp(
      "Most uncompressed bytes for a compressed one, after the first MiB.",
      valueName: "n"
    )
  )
  var maxRatio = ReadLimits().compressionRatio

  init() {}

  func checked() throws -> ReadLimits {
    guard maxNesting >= 1 else { throw ValidationError("--max-nesting is 1 or more.") }
    guard maxRatio >= 1 else { throw ValidationError("--max-ratio is 1 or more.") }
    var limits = ReadLimits()
    limits.recordBytes = maxRecordSize.bytes
    limits.nesting = maxNesting
    limits.fileBytes = maxFileSize.bytes
    limits.compressionRatio = maxRatio
    return limits
  }
}
