package import CloudTrail
import Dispatch
import KMSModel
package import KMSUsage
import Parallel
import Synchronization

/// From log files to facts: workers take the next file, largest first, and fold it into a tally of
/// their own.
package struct Scan: Sendable {
  /// All that the asked paths hold.
  package let files: LogFiles
  /// Those that are read.
  private(set) var unread: [LogFile]
  /// What could not be looked at.
  private var unreadable: [(path: String, error: FileError)]
  /// Files that a store can no longer take anew.
  private(set) var changedTooLate = 0
  private let request: ScanRequest
  /// Those with a folder of their own.
  private let trailAccounts: Set<String>

  /// Looks for the files.
  ///
  /// - Throws: `inputNotFound` when an asked path does not exist.
  package init(_ request: ScanRequest) throws(AuditError) {
    self.request = request
    files = LogFiles(request.input, jobs: request.jobs)
    (unread, unreadable) = (files.files, files.unreadable)
    trailAccounts = Set(files.files.map(\.trailPath.account)).subtracting([""])
    if let path = request.input.missingPath { throw .inputNotFound(path) }
  }

  /// Everything that there will be facts of.
  var paths: [String] { unread.map(\.path) + unreadable.map(\.path) }

  /// Leaves out files that need not be read, or no longer can.
  ///
  /// - Throws: `store`.
  mutating func leaveOut(_ known: KnownFiles) throws(AuditError) {
    let all = unread
    guard !known.isEmpty else { return unread = try known.withoutForgotten(all) }
    let states = Mutex([KnownFiles.State](repeating: .new, count: all.count))
    concurrently(all.count, jobs: request.jobs) { index in
      let state = known.state(of: all[index])
      states.withLock { $0[index] = state }
    }
    let found = states.withLock { $0 }
    unread = try known.withoutForgotten(zip(all, found).filter { $1 == .new }.map(\.0))
    changedTooLate = found.count { $0 == .changedTooLate }
    unreadable.removeAll { known.contain($0.path) }
  }

  /// What a scan takes from a store, and gives to it on the way; without one all is kept in the facts.
  package struct Storage: Sendable {
    /// Ids of keys of which grants or policies are known beforehand; nil where the facts are for no
    /// decision.
    package var knownKeys: Set<String>?
    /// Is given state-changing events, from any worker.
    package var takeEvidence: @Sendable ([EvidenceFact]) -> Void = { _ in }
    /// Is given what is known of the files, and what was wrong in them.
    package var takeFiles: @Sendable ([FileFact], [Diagnostic]) -> Void = { _, _ in }
    /// Is given each file's KMS records; nil where no later scan will ask for them.
    package var takeRows: (@Sendable ([FileRows]) -> Void)?
    /// What earlier scans left.
    package var window: @Sendable () throws(AuditError) -> LedgerWindow = { () throws(AuditError) in
      LedgerWindow()
    }

    package init() {}
  }

  /// Reads the files.
  ///
  /// Where the logs themselves are the first to tell a grant or a policy that asks more of a request
  /// than who did what to which key, and other accounts use that key, they are read a second time for
  /// what it asks: to keep it of every request would cost every scan more than most ever need.
  ///
  /// - Parameters:
  ///   - progress: is kept up to date, and can stop it.
  ///   - storage: what is known, and where things go.
  /// - Returns: the facts of all of them, and of the window's open days.
  /// - Throws: `interrupted`; `internalError` when the counters do not add up; `store`.
  package func run(
    progress: ScanProgress,
    _ storage: Storage = Storage()
  ) throws(AuditError) -> UsageFacts {
    // What comes through a pipe is there but once.
    let isStream = unread.contains(where: \.isStream)
    let knownKeys = storage.knownKeys
    let first = knownKeys != nil && isStream ? .all : DetailedKeys.only(knownKeys ?? [])
    let facts = try fold(progress, first, storage)
    guard let knownKeys, !isStream else { return facts }
    let late = facts.keysInQuestion.subtracting(knownKeys)
    guard !late.isDisjoint(with: facts.keysUsedAcrossAccounts) else { return facts }
    return try fold(progress, .only(knownKeys.union(late)), storage)
  }

  private func fold(
    _ progress: ScanProgress,
    _ detailedKeys: DetailedKeys,
    _ storage: Storage
  ) throws(AuditError) -> UsageFacts {
    let tallies = try read(progress, detailedKeys, storage.takeEvidence)
    let window = try storage.window()
    var facts = UsageFacts(
      merging: tallies,
      window: window,
      skipped: files.skipped.values.reduce(0, +),
      jobs: request.jobs,
      takeFiles: storage.takeFiles,
      takeRows: storage.takeRows
    )
    facts.keysInQuestion = tallies.reduce(into: []) { $0.formUnion($1.keysInQuestion) }
    var counters = facts.counters
    // They are among the days' counts.
    counters.records += window.openRows
    counters.kms += window.openRows
    guard counters.addUp else {
      throw .internalError("the counters do not add up: \(counters)")
    }
    return facts
  }

  private func read(
    _ progress: ScanProgress,
    _ detailedKeys: DetailedKeys,
    _ takeEvidence: @escaping @Sendable ([EvidenceFact]) -> Void
  ) throws(AuditError) -> [Tally] {
    progress.begin()
    progress.filesTotal.store(unread.count, ordering: .relaxed)
    progress.compressedTotal.store(unread.reduce(0) { $0 + $1.size }, ordering: .relaxed)
    let next = Atomic<Int>(0)
    let finished = Mutex<[FinishedTally]>([])
    let jobs = max(1, min(request.jobs, unread.count))
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in
      let tally = makeTally(detailedKeys, takeEvidence)
      if let worker = try? Worker(request, tally, progress) {
        while !progress.isCancelled {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < unread.count else { break }
          worker.read(unread[index])
        }
      }
      finished.withLock { $0.append(FinishedTally(tally: tally)) }
    }
    if progress.isCancelled { throw .interrupted }
    guard next.load(ordering: .relaxed) >= unread.count else {
      throw .internalError("no memory for a decompressor")
    }
    return finished.withLock { $0.map(\.tally) } + [leftOut(detailedKeys, takeEvidence)]
  }

  private func makeTally(
    _ detailedKeys: DetailedKeys,
    _ takeEvidence: @escaping ([EvidenceFact]) -> Void
  ) -> Tally {
    Tally(
      scope: request.input.scope,
      serviceAccounts: request.configuration.serviceAccounts,
      trailAccounts: trailAccounts,
      detailedKeys: detailedKeys,
      takeEvidence: takeEvidence
    )
  }

  /// What no worker was given.
  private func leftOut(
    _ detailedKeys: DetailedKeys,
    _ takeEvidence: @escaping ([EvidenceFact]) -> Void
  ) -> Tally {
    let tally = makeTally(detailedKeys, takeEvidence)
    for (path, error) in unreadable { tally.keepUnreadable(path, error) }
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
    var reading = read(file, with: file.isStream ? .reference : engine)
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
    let reading = reader.read(file.source, with: engine) { bytes in
      progress.uncompressedDone.add(bytes - before, ordering: .relaxed)
      before = bytes
      return !progress.isCancelled
    }
    progress.uncompressedDone.add(reading.uncompressedBytes - before, ordering: .relaxed)
    return reading
  }
}

extension UsageFacts {
  fileprivate var keysUsedAcrossAccounts: Set<String> {
    let keys = Set(access.map { usage[Int($0.usage)].use.key })
    return Set(keys.compactMap { KeyARN(symbols[Int($0)])?.keyID })
  }
}
