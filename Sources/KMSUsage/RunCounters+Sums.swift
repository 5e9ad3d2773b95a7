extension RunCounters {
  /// Those of files and of the days of their records.
  ///
  /// - Parameters:
  ///   - files: that were looked at.
  ///   - days: what their KMS records came to.
  ///   - skipped: files left out.
  package init(files: [FileFact], days: [DayCount], skipped: Int) {
    self.init()
    self.files = skipped
    filesSkipped = skipped
    for file in files { add(file) }
    for day in days { add(day) }
  }

  /// Adds some files of one status by their sums.
  package mutating func add(_ file: FileFact, count: Int = 1) {
    files += count
    switch file.status {
    case .read: filesRead += count
    case .incomplete: filesIncomplete += count
    case .unreadable: filesUnreadable += count
    case .skipped: filesSkipped += count
    }
    compressedBytes += file.compressedBytes
    uncompressedBytes += file.uncompressedBytes
    records += file.records
    kms += file.kmsRecords
    malformed += file.malformed
    outOfScope += file.outOfScope
    other += file.other
    diagnosticsDropped += file.diagnosticsDropped
  }

  private mutating func add(_ day: DayCount) {
    requests += day.requests
    duplicates += day.duplicates
    secondCopies += day.secondCopies
    replaced += day.replaced
    shadow += day.shadow
    dryRuns += day.dryRuns
    serviceEvents += day.serviceEvents
  }
}
