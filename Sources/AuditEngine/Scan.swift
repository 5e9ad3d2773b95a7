package import CloudTrail
import Dispatch
package import KMSUsage
import Synchronization

/// From log files to facts: workers take the next file, largest first, and fold it into a tally of
/// their own.
package struct Scan: Sendable {
  package let files: LogFiles
  private let request: ScanRequest
  /// Those with a folder of their own.
  private let trailAccounts: Set<String>

  /// Looks for the files.
  ///
  /// - Throws: `inputNotFound` when an asked path does not exist.
  package init(_ request: ScanRequest) throws(AuditError) {
    self.request = request
    files = LogFiles(request.input)
    trailAccounts = Set(files.files.map(\.trailPath.account)).subtracting([""])
    if let path = files.missing.first { throw .inputNotFound(path) }
  }

  /// Reads all files.
  ///
  /// - Parameters:
  ///   - progress: is kept up to date, and can stop it.
  ///   - exportedKeys: ids of keys of which an export tells a grant or a policy.
  ///   - takeEvidence: is given state-changing events, from any worker.
  /// - Returns: the facts of all of them.
  /// - Throws: `interrupted`; `internalError` when the counters do not add up.
  package func run(
    progress: ScanProgress,
    exportedKeys: Set<String> = [],
    takeEvidence: @escaping @Sendable ([EvidenceFact]) -> Void
  ) throws(AuditError) -> UsageFacts {
    let tallies = try read(progress, takeEvidence)
    let facts = UsageFacts(
      merging: tallies,
      exportedKeys: exportedKeys,
      jobs: request.jobs
    )
    guard facts.counters.addUp else {
      throw .internalError("the counters do not add up: \(facts.counters)")
    }
    return facts
  }

  private func read(
    _ progress: ScanProgress,
    _ takeEvidence: @escaping @Sendable ([EvidenceFact]) -> Void
  ) throws(AuditError) -> [Tally] {
    progress.filesTotal.store(files.files.count, ordering: .relaxed)
    progress.compressedTotal.store(files.files.reduce(0) { $0 + $1.size }, ordering: .relaxed)
    let next = Atomic<Int>(0)
    let finished = Mutex<[FinishedTally]>([])
    let jobs = max(1, min(request.jobs, files.files.count))
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in
      let tally = makeTally(takeEvidence)
      if let worker = try? Worker(request, tally, progress) {
        while !progress.isCancelled {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < files.files.count else { break }
          worker.read(files.files[index])
        }
      }
      finished.withLock { $0.append(FinishedTally(tally: tally)) }
    }
    if progress.isCancelled { throw .interrupted }
    guard next.load(ordering: .relaxed) >= files.files.count else {
      throw .internalError("no memory for a decompressor")
    }
    return finished.withLock { $0.map(\.tally) } + [leftOut(takeEvidence)]
  }

  private func makeTally(_ takeEvidence: @escaping ([EvidenceFact]) -> Void) -> Tally {
    Tally(
      scope: request.input.scope,
      serviceAccounts: request.configuration.serviceAccounts,
      trailAccounts: trailAccounts,
      takeEvidence: takeEvidence
    )
  }

  /// What no worker was given.
  private func leftOut(_ takeEvidence: @escaping ([EvidenceFact]) -> Void) -> Tally {
    let tally = makeTally(takeEvidence)
    tally.keepSkipped(files.skipped.values.reduce(0, +))
    for (path, error) in files.unreadable { tally.keepUnreadable(path, error) }
    return tally
  }
}

/// A tally on its way from its worker to the merge.
///
/// `@unchecked`: the worker has let go of it, and the merge begins after all workers have ended.
private struct FinishedTally: @unchecked Sendable {
  let tally: Tally
}

/// Reads one file after the other into one tally.
private final class Worker {
  private let tally: Tally
  private let reader: LogReader
  private let progress: ScanProgress
  private let engine: Engine

  init(_ request: ScanRequest, _ tally: Tally, _ progress: ScanProgress) throws {
    self.tally = tally
    self.progress = progress
    engine = request.engine
    reader = try LogReader(limits: request.limits, sink: tally)
  }

  func read(_ file: LogFile) {
    tally.beginFile()
    // Standard input cannot be read twice.
    var reading = read(file, with: file.path == "-" ? .reference : engine)
    if reading.ending == .needsReference {
      tally.discardFile()
      reading = read(file, with: .reference)
    }
    tally.keepFile(file, reading)
    progress.filesDone.add(1, ordering: .relaxed)
    progress.compressedDone.add(file.size, ordering: .relaxed)
  }

  private func read(_ file: LogFile, with engine: Engine) -> FileReading {
    var before = 0
    let reading = reader.read(file.path, with: engine) { bytes in
      progress.uncompressedDone.add(bytes - before, ordering: .relaxed)
      before = bytes
      return !progress.isCancelled
    }
    progress.uncompressedDone.add(reading.uncompressedBytes - before, ordering: .relaxed)
    return reading
  }
}
