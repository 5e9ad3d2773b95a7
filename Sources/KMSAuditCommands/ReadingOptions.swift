import ArgumentParser
import AuditEngine
import CloudTrail
import Dispatch
import FoundationEssentials

/// How to read: workers, limits against hostile files, configuration.
struct ReadingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Files read at once (default: the cores).", valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "The organization's own facts: quotas, account names, accounts; see README.",
      valueName: "file"
    ),
    completion: .file(extensions: ["yaml", "yml"])
  )
  var config: String?

  @Flag(help: "No progress and no summary; only errors.")
  var quiet = false

  @OptionGroup(title: "Limits") var limits: LimitOptions

  init() {}

  /// The checked request for `input`.
  ///
  /// - Throws: `ValidationError` for a wrong number, `AuditError.configuration` for the file.
  func request(for input: InputSelection, store: StoreLocation) throws -> ScanRequest {
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    guard (1...1024).contains(jobs) else {
      throw ValidationError("--jobs is a number from 1 to 1024.")
    }
    var request = ScanRequest(input: input, jobs: jobs, store: store)
    request.limits = try limits.checked()
    request.version = Version.text
    if let config { request.configuration = try Audit.configuration(at: config) }
    return request
  }
}
