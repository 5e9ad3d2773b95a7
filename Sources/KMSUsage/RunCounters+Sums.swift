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

  private mutating func add(_ file: FileFact) {
    files += 1
    switch file.status {
    case .read: filesRead += 1
    case .incomplete: filesIncomplete += 1
    case .unreadable: filesUnreadable += 1
    case .skipped: filesSkipped += 1
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
