package import AuditFindings
package import KMSModel
import KMSUsage

/// A scan that has ended, well or not: what monitoring and a mail are told.
package struct EndedRun: Sendable {
  package var version: String
  package var started: Timestamp
  package var seconds = 0.0
  package var status: Int32 = 0
  /// Why it failed or what is wrong with its input; else "".
  package var message = ""
  /// nil where the store was not changed.
  package var report: AuditReport?
  /// What the scan before it found; nil where that is not known.
  package var lastFindings: [Finding]?

  package init(version: String, started: Timestamp) {
    (self.version, self.started) = (version, started)
  }

  /// One line of JSON, the same members in every run; null is what a failed one does not know.
  package var line: [UInt8] {
    JSONWriter.line(
      .object([
        "program": .text("kmsaudit"), "version": .text(version), "started": .time(started),
        "seconds": .rate((seconds * 1000).rounded() / 1000),
        "counters": report.map { .counts($0.facts.run.counters.byName) } ?? .null,
        "findings": report.map { .counts($0.findingsBySeverity) } ?? .null,
        "problems": report.map { .counts($0.problemsByCode) } ?? .null,
        "exit_status": .integer(Int(status)), "message": .text(message),
      ])
    )
  }
}

extension AuditReport {
  /// Diagnostics that are kept, by their code.
  var problemsByCode: [String: Int] {
    Dictionary(facts.run.diagnostics.map { ($0.code, 1) }, uniquingKeysWith: +)
  }

  /// What was read, in three lines.
  package var counterLines: [String] {
    let counters = facts.run.counters
    return [
      "\(counters.files) files: \(counters.filesRead) read, \(counters.filesIncomplete) incomplete, "
        + "\(counters.filesUnreadable) unreadable, \(counters.filesSkipped) left out",
      "\(counters.records) records: \(counters.kms) of KMS, \(counters.other) others, "
        + "\(counters.malformed) malformed, \(counters.outOfScope) out of scope",
      "\(counters.requests) KMS requests; not counted: \(counters.duplicates) duplicates, "
        + "\(counters.secondCopies) second copies, \(counters.replaced) replaced, "
        + "\(counters.shadow) shadows, \(counters.dryRuns) dry runs, "
        + "\(counters.serviceEvents) service events",
    ]
  }
}
