import ArgumentParser
import AuditEngine
import CloudTrail
import KMSUsage

/// One timed run over log files, in a process of its own.
struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fold log files, inflate them or judge a store, and print the seconds it took."
  )

  enum Stage: String, ExpressibleByArgument, CaseIterable {
    case tally, isal, libz, judge
  }

  @Option(help: "From file to merged tally; inflate only, by ISA-L or libz; judge a loaded store.")
  var stage = Stage.tally
  @Option(help: "Threads.") var jobs = 2
  @Argument(help: "Files and folders; a store to judge.") var paths: [String]

  func run() throws {
    switch stage {
    case .tally: try fold()
    case .isal: try inflate(.fast)
    case .libz: try inflate(.reference)
    case .judge: for store in paths { try judge(store) }
    }
  }

  private func judge(_ store: String) throws {
    let stored = try StoredAudit(store: store, AuditConfiguration())
    let clock = ContinuousClock()
    let start = clock.now
    let rows = stored.judge(jobs: jobs)
    print("seconds", (clock.now - start) / .seconds(1))
    print("rows", rows)
  }

  private func inflate(_ engine: Engine) throws {
    let files = LogFiles(InputSelection(paths: paths)).files
    print("seconds", try InflateOnly.seconds(files, engine, jobs: jobs))
  }

  private func fold() throws {
    let request = ScanRequest(input: InputSelection(paths: paths), jobs: jobs, store: .memory)
    let scan = try Scan(request)
    // Like inflating alone: with the list of files at hand.
    let clock = ContinuousClock()
    let start = clock.now
    let counters = try scan.run(progress: ScanProgress()).counters
    print("seconds", (clock.now - start) / .seconds(1))
    print("files", counters.files)
    print("bytes", counters.uncompressedBytes)
    print("records", counters.records)
    print("kms", counters.kms)
  }
}
