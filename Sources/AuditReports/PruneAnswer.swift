package import KMSUsage

/// The answer of `store prune`.
package struct PruneAnswer: Hashable, Sendable {
  package let kept: KeptDays
  package let isDryRun: Bool
  /// Of which the seconds were folded to hours.
  package var foldedDays = 0
  package var seriesOfSeconds = 0
  package var seriesOfHours = 0
  /// Of which the use was removed.
  package var removedDays = 0
  package var removedUses = 0
  package var removedFiles = 0
  package var freedBytes = 0

  package init(kept: KeptDays, isDryRun: Bool) { (self.kept, self.isDryRun) = (kept, isDryRun) }

  private var isIdle: Bool { foldedDays + removedDays + removedFiles == 0 }

  /// UTF-8, with a line end at the end.
  package func bytes(_ format: ListFormat) -> [UInt8] {
    switch format {
    case .table: table
    case .json: JSONWriter.bytes(json)
    }
  }

  private var table: [UInt8] {
    var table = TerminalTable()
    if isDryRun { table.line("Nothing was changed. It would be:") }
    if isIdle { table.line("nothing     has passed its age") }
    if foldedDays > 0 {
      table.line(
        "folded      \(foldedDays) days of rates: \(seriesOfSeconds) series of seconds to "
          + "\(seriesOfHours) of hours"
      )
    }
    if removedDays + removedFiles > 0 {
      table.line("removed     \(removedDays) days: \(removedUses) uses, \(removedFiles) files")
    }
    for words in [kept.ratesMissing, kept.useMissing].compactMap(\.self) { table.paragraph(words) }
    if freedBytes > 0 {
      table.line("free        \(freedBytes) bytes more")
      table.line("The next scans fill them; 'kmsaudit store vacuum' gives them back.")
    }
    return table.out.bytes
  }

  private var json: JSONOutput {
    .object([
      "dry_run": .flag(isDryRun), "folded_days": .integer(foldedDays),
      "series_of_seconds": .integer(seriesOfSeconds), "series_of_hours": .integer(seriesOfHours),
      "removed_days": .integer(removedDays), "removed_uses": .integer(removedUses),
      "removed_files": .integer(removedFiles), "freed_bytes": .integer(freedBytes),
      "kept": kept.json,
    ])
  }
}
