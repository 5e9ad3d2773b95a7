package import AuditFindings
package import AuditReports
import AuditStore
import KMSUsage
import Parallel
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

extension Audit {
  /// The report of some days, from the store as it is now.
  ///
  /// - Parameters:
  ///   - path: of the store.
  ///   - days: UTC days since 1970-01-01; nil for all.
  ///   - configuration: as it was given.
  ///   - jobs: threads.
  /// - Returns: the report.
  /// - Throws: `store` for one that cannot be read.
  package static func report(
    store path: String,
    days: ClosedRange<Int32>? = nil,
    configuration: AuditConfiguration,
    jobs: Int
  ) throws(AuditError) -> AuditReport {
    let store = try withStoreErrors { () throws(StoreError) in
      try AuditStore.openReadOnly(path: path)
    }
    let loaded = try loadCommitted(store, ReportedPart(days: days), configuration, jobs: jobs)
    return AuditReport(facts: loaded.judged(jobs: jobs), jobs: jobs)
  }

  /// Writes every file of the report into a folder, which is made if it is missing.
  ///
  /// Each file is written beside its place and renamed into it: a reader never sees half of one.
  package static func write(
    _ report: AuditReport,
    to folder: String,
    jobs: Int
  ) throws(AuditError) {
    try write(ReportFile.all(report), to: folder, jobs: jobs)
  }

  /// Writes a mail body beside its place and renames it into it.
  package static func write(_ mail: RunMail, to path: String) throws(AuditError) {
    try write(ReportFile.mail(mail), to: path)
  }

  /// Writes what a nightly run needs into a folder, which is made if it is missing.
  package static func write(_ plan: NightlyPlan, to folder: String) throws(AuditError) {
    try write(plan.files, to: folder, jobs: 1)
  }

  /// What the last scan's report found, to tell what that of a new one finds besides.
  ///
  /// - Returns: nil where there was none, or none that this version can read.
  package static func lastFindings(
    store path: String,
    configuration: AuditConfiguration,
    jobs: Int
  ) -> [Finding]? {
    // Whatever is wrong with the store, the scan itself will say.
    guard let days = try? AuditStore.openReadOnly(path: path).summary().reportedDays else {
      return nil
    }
    return try? report(store: path, days: days, configuration: configuration, jobs: jobs).findings
  }

  static func write(
    _ files: [ReportFile],
    to folder: String,
    jobs: Int
  ) throws(AuditError) {
    try makeFolder(folder)
    let failure = Mutex<AuditError?>(nil)
    concurrently(files.count, jobs: jobs) { index in
      do throws(AuditError) {
        try write(files[index], to: "\(folder)/\(files[index].name)")
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  private static func makeFolder(_ folder: String) throws(AuditError) {
    var place = folder.startIndex
    while place < folder.endIndex {
      let slash = folder[place...].dropFirst().firstIndex(of: "/") ?? folder.endIndex
      let path = String(folder[..<slash])
      if mkdir(path, 0o777) != 0, errno != EEXIST, errno != EISDIR { throw cannotWrite(path) }
      place = slash
    }
  }

  private static func write(_ report: ReportFile, to path: String) throws(AuditError) {
    let partial = path + ".partial"
    guard let file = fopen(partial, "w") else { throw cannotWrite(partial) }
    var isWritten = true
    report.write { bytes in
      isWritten = isWritten && fwrite(bytes, 1, bytes.count, file) == bytes.count
    }
    isWritten = isWritten && fflush(file) == 0
    let reason = cannotWrite(path)
    // A file system across a network may tell of a full disk at the close only.
    isWritten = fclose(file) == 0 && isWritten
    guard isWritten else {
      unlink(partial)
      throw reason
    }
    guard rename(partial, path) == 0 else { throw cannotWrite(path) }
  }

  private static func cannotWrite(_ path: String) -> AuditError {
    .cannotWrite(path: path, reason: String(cString: strerror(errno)))
  }
}
