package import Synchronization

/// How far a scan is, read by whoever shows it while the workers write; and the way to stop it.
package final class ScanProgress: Sendable {
  package let filesTotal = Atomic<Int>(0)
  /// Files that the store knows already.
  package let filesKnown = Atomic<Int>(0)
  package let filesDone = Atomic<Int>(0)
  package let compressedTotal = Atomic<Int>(0)
  package let compressedDone = Atomic<Int>(0)
  package let uncompressedDone = Atomic<Int>(0)
  private let cancelled = Atomic<Bool>(false)

  package init() {}

  /// Counts from zero again: a scan may read its files twice.
  func begin() {
    filesDone.store(0, ordering: .relaxed)
    compressedDone.store(0, ordering: .relaxed)
    uncompressedDone.store(0, ordering: .relaxed)
  }

  /// Asks the workers to stop; the scan then ends with `AuditError.interrupted`.
  package func cancel() { cancelled.store(true, ordering: .relaxed) }
  package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }
}
